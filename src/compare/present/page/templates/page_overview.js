// Overview: findings, headline figures and charts of the chosen pair, a matrix of all plans.

/** Where the numbers of a finding lead: exactly the rows they count. */
const WHERE = {
  size: () => [{ sub: 'tasks', only: 'key_task' }, { view: 'departments' }],
  indicators: () => [{ sub: 'indicators', only: 'number' }, { sub: 'indicators', pick: 'shared_by_all' }],
  levels: () => [{ sub: 'indicators', pick: 'path' }],
  aspirational: () => [{ sub: 'indicators', only: 'number' }, { sub: 'indicators', only: 'number', pick: 'aspirational' }],
  workload: () => [{ view: 'departments' }],
  concentration: () => [{ view: 'departments' }],
  alignment: () => (PLANS.length > 2
    ? [{ sub: 'tasks', only: 'key_task', pick: 'met_yes' }, { sub: 'tasks', only: 'key_task', pick: 'met_no' }]
    : ['', 'theirs'].map((by) => ({ view: 'counterparts', by, only: 'counterpart' }))),
  coverage: () => [{ sub: 'coverage', pick: 'every' }],
  themes_left_out: () => [{ sub: 'coverage', pick: 'left_out' }],
  commitment: () => [{ sub: 'tasks', pick: 'loose' }],
  progress: () => [{ sub: 'progress' }],
  instruments: () => FAMILIES.map((pick) => ({ sub: 'instruments', pick })),
  inheritance: () => ORIGINS.map((only) => ({ sub: 'inheritance', only })),
  shared_passages: () => [{ sub: 'shared_passages' }, { sub: 'shared_passages', only: 'verbatim' }],
};

const MOST_BARS = 12;

function* drawOverview(main) {
  const stacks = [el('div', { class: 'stack' }), el('div', { class: 'stack' })];
  const charts = el('div', { class: 'charts' }, stacks);
  fill(main, [el('h1', null, PLANS.length > 2 ? say('overview_title', PLANS.length) : PLANS.map(planName).join(' × '))]);
  const drawing = (box, drawings) => eachInTurn(drawings, (draw) => fill(box, [draw()]));
  yield* drawing(main, [() => drawWarnings(), drawFigures, drawPractices]);
  yield* drawFindings(main);
  main.append(charts);
  const named = DATA.sizes.assignments > 0;
  yield* drawing(stacks[0], [drawAims, drawShared, ...(named ? [drawInstruments] : []), drawTerms]);
  yield* drawing(stacks[1], [drawThemes, ...(named ? [drawLoads] : [drawInstruments]), drawCommitment, drawOrigins]);
  if (PLANS.length > 2) yield* drawMatrix(main);
  fill(main, [drawSources()]);
}

function chosenPlans() {
  return state.b ? [state.a, state.b] : [state.a];
}

/** What two plans share, the first of them first; nothing where there is one plan. */
function pairOf(a, b) {
  const found = DATA.pairs[`${a} ${b}`];
  if (found) return found;
  const turned = DATA.pairs[`${b} ${a}`];
  if (!turned) return null;
  const turn = (values) => [values[1], values[0]];
  return { ...turned, shares: turn(turned.shares), answered: turn(turned.answered), tasks: turn(turned.tasks) };
}

/** The chosen pair as the tables name it. */
function pairKey() {
  return DATA.pairs[`${state.a} ${state.b}`] ? `${state.a} ${state.b}` : `${state.b} ${state.a}`;
}

function drawFigures() {
  const plans = chosenPlans();
  const pair = pairOf(state.a, state.b);
  const key = (plan) => of('tasks', 'plan_id', plan).filter((row) => row.kind === 'key_task').length;
  const bodies = (plan) => new Set(of('assignments', 'plan_id', plan).map((row) => row.department_id)).size;
  const aims = (plan) => of('indicators', 'plan_id', plan).filter((row) => row.stated === 'number').length;
  const tiles = [
    ['figure_tasks', plans.map(key), (i) => ({ view: 'tables', sub: 'tasks', plan: plans[i], only: 'key_task' })],
    ['figure_departments', plans.map(bodies), (i) => ({ view: 'departments', sub: '', plan: plans[i], dept: '', q: '' })],
    ['figure_indicators', plans.map(aims), (i) => ({ view: 'tables', sub: 'indicators', plan: plans[i], only: 'number' })],
    pair && ['figure_answered', pair.answered.map((n, i) => `${n}/${pair.tasks[i]}`), (i) => ({ view: 'counterparts', sub: '', by: i ? 'theirs' : '', only: 'counterpart' })],
    pair && ['figure_shared', pair.shares.map(percent), () => ({ view: 'tables', sub: 'shared_passages', plan: pairKey() })],
  ].filter((tile) => tile && tile[1].some((value) => value !== 0));
  return el('section', { class: 'tiles', 'aria-label': say('figures') }, tiles.map(([name, values, where]) =>
    el('div', { class: 'tile' }, el('h2', null, say(name)),
      el('ul', null, values.map((value, i) => el('li', null, badge(plans[i]), ' ', link(where(i), { 'aria-label': `${planName(plans[i])} ${say(name)} ${value}` }, el('b', null, value))))))));
}

function* drawFindings(main) {
  if (!DATA.findings.length) return;
  const found = el('ol', null);
  main.append(el('section', { class: 'findings' }, el('h2', null, say('findings')),
    PLANS.length > 2 ? el('p', { class: 'note' }, say('findings_all', PLANS.length)) : null, found));
  yield* eachInTurn(DATA.findings, (finding) => {
    const where = (WHERE[finding.key[0]] || (() => []))().map(seeFound).filter(Boolean);
    found.append(el('li', { 'data-finding': finding.key[0] }, el('p', null, finding.sentence[language()]),
      el('p', { class: 'caveat' }, finding.caveat[language()]),
      where.length ? el('p', { class: 'where' }, where.map((node, i) => [i ? ' · ' : '', node])) : null));
  });
}

/** A link to what a finding counts, with how many there are; none where there is nothing. */
function seeFound(changes) {
  if (changes.sub) return selectRows(changes.sub, changes).length ? seeRows(changes) : null;
  if (changes.view === 'departments') {
    return DATA.sizes.assignments ? link({ sub: '', ...changes }, null, say('see_departments', listDepartments().length)) : null;
  }
  if (!state.b) return null;
  const side = changes.by ? 1 : 0;
  return link({ sub: '', ...changes }, null, say('see_rows', planName(chosenPlans()[side]), pairOf(state.a, state.b).answered[side]));
}

function drawChart(name, note, ...content) {
  return el('figure', { class: `chart ${name}` }, el('figcaption', null, el('h2', null, say(`chart_${name}`)), el('p', { class: 'note' }, note)), content);
}

/** Below a chart, where all of what it shows the first of is found. */
function drawMore(where) {
  return el('p', { class: 'where' }, where);
}

/** Rows of the two chosen plans only. */
function ofPair() {
  return PLANS.length > 2 ? { plan: 'pair' } : {};
}

function drawLegend() {
  return el('p', { class: 'legend' }, chosenPlans().map((plan) => [badge(plan), ' ']));
}

/** A table of bars: one row per item, one bar per plan; the numbers beside the bars lead to their rows. */
function drawBars(items, most, plans = chosenPlans()) {
  const told = (item, value, i) => {
    const text = value === null ? say('absent') : (item.show || percent)(value, i);
    return item.where && value ? link(item.where(i), null, text) : text;
  };
  return el('table', { class: 'bars' },
    el('thead', { class: 'hidden' }, el('tr', null, el('th', { scope: 'col' }, say('item')), plans.map((plan) => el('th', { scope: 'col' }, planName(plan))))),
    el('tbody', null, items.map((item) => el('tr', { class: item.look }, el('th', { scope: 'row' }, item.name),
      item.values.map((value, i) => el('td', { class: sideOf(plans[i]) },
        el('span', { class: 'track' }, value === null ? null : el('span', { class: 'bar-fill', size: most ? Math.max(value, 0) / most : 0 })),
        el('span', { class: 'value' }, told(item, value, i))))))));
}

function drawThemes() {
  const plans = chosenPlans();
  const tops = of('coverage', 'level', '1');
  const themes = [...new Map(tops.map((row) => [row.theme_id, row])).values()];
  if (!themes.length) return null;
  const items = themes.map((theme) => ({
    name: both(theme, 'theme'),
    values: plans.map((plan) => {
      const row = tops.find((item) => item.theme_id === theme.theme_id && item.plan_id === plan);
      return row ? Number(row.share) : null;
    }),
    where: (i) => ({ view: 'tables', sub: 'coverage', row: `${theme.theme_id} ${plans[i]}`, plan: '', only: '', pick: '', q: '' }),
  })).filter((item) => item.values.some(Boolean));
  const total = (item) => item.values.reduce((x, y) => x + y, 0);
  const widest = new Set([...items].sort((x, y) => total(y) - total(x)).slice(0, MOST_BARS));
  const shown = items.filter((item) => widest.has(item));
  return drawChart('coverage', say('chart_coverage_note'), drawLegend(), drawBars(shown, largest(items)),
    drawMore(seeRows({ sub: 'coverage', only: '1', ...ofPair() })));
}

function largest(items) {
  return Math.max(0, ...items.flatMap((item) => item.values.map((value) => value || 0)));
}

function drawLoads() {
  const plans = chosenPlans();
  const own = rows('workload').filter((row) => row.grain === DATA.grain && plans.includes(row.plan_id));
  const ids = [...new Set(own.map((row) => row.department_id))];
  if (!ids.length) return null;
  const items = ids.map((id) => ({
    id,
    name: link({ view: 'departments', sub: '', dept: id, q: '' }, null, label('departments', id)),
    values: plans.map((plan) => {
      const row = own.find((item) => item.department_id === id && item.plan_id === plan);
      return row ? Number(row.share) : 0;
    }),
  }));
  const total = (item) => item.values.reduce((x, y) => x + y, 0);
  items.sort((x, y) => total(y) - total(x) || (x.id < y.id ? -1 : 1));
  const shown = items.slice(0, MOST_BARS);
  return drawChart('workload', say(`chart_workload_note_${DATA.grain}`), drawLegend(), drawBars(shown, 1),
    items.length > shown.length ? drawMore(seeFound({ view: 'departments' })) : null);
}

function drawCommitment() {
  const plans = chosenPlans();
  if (!rows('commitment').length) return null;
  const items = FLAGS_SHOWN.map((flag) => ({
    name: say(flag),
    where: (i) => ({ view: 'tables', sub: 'tasks', plan: plans[i], pick: flag }),
    values: plans.map((plan) => {
      const own = of('commitment', 'plan_id', plan);
      return own.length ? own.filter((row) => row[flag] === 'true').length / own.length : null;
    }),
  }));
  return drawChart('commitment', say('chart_commitment_note'), drawLegend(), drawBars(items, 1));
}

/** Clauses by policy instrument, families first; every count leads to its clauses. */
function drawInstruments() {
  const plans = chosenPlans();
  const own = plans.map((plan) => of('instruments', 'plan_id', plan));
  if (!own.some((found) => found.length)) return null;
  const item = (name, key, value, filter, look) => {
    const counts = own.map((found) => found.filter((row) => row[key] === value).length);
    return {
      name, look, values: counts.map((count, i) => (own[i].length ? count / own[i].length : null)),
      show: (share, i) => `${percent(share)} (${counts[i]})`,
      where: (i) => ({ view: 'tables', sub: 'instruments', plan: plans[i], ...filter }),
    };
  };
  const items = FAMILIES.flatMap((family) => [
    item(say(`pick_${family}`), 'family', family, { pick: family }, 'group'),
    ...Object.keys(DATA.labels.instruments).filter((subtype) => own.some((found) => found.some((row) => row.family === family && row.subtype === subtype)))
      .map((subtype) => item(label('instruments', subtype), 'subtype', subtype, { only: subtype }, 'part'))]);
  return drawChart('instruments', say('chart_instruments_note'), drawLegend(), drawBars(items, largest(items)));
}

/** Sentences of each plan that has a plan above it, by where they come from. */
function drawOrigins() {
  const plans = chosenPlans().filter((plan) => of('inheritance', 'plan_id', plan).length);
  if (!plans.length) return null;
  const own = plans.map((plan) => of('inheritance', 'plan_id', plan));
  const items = ORIGINS.map((origin) => {
    const counts = own.map((found) => found.filter((row) => row.origin === origin).length);
    return {
      name: term(`origin_${origin}`), values: counts.map((count, i) => count / own[i].length),
      show: (share, i) => `${percent(share)} (${counts[i]})`,
      where: (i) => ({ view: 'tables', sub: 'inheritance', plan: plans[i], only: origin }),
    };
  });
  const above = plans.map((plan) => of('plans', 'plan_id', plan)[0].upper_plan);
  return drawChart('inheritance', say('chart_inheritance_note'),
    el('p', { class: 'legend' }, plans.map((plan, i) => [badge(plan), el('span', null, say('under_plan', planName(above[i])))])), drawBars(items, 1, plans));
}

/** From baseline to target for indicators with a number of one measure in every chosen plan; the rest by count. */
function drawAims() {
  const plans = chosenPlans();
  const ids = [...new Set(rows('indicators').map((row) => row.indicator_id))];
  const find = (id, plan) => of('indicators', 'indicator_id', id).find((row) => row.plan_id === plan && row.stated === 'number' && row.target_value !== '');
  const isAlike = (found) => found.every((row) => row && row.measure === found[0].measure);
  const shown = ids.filter((id) => isAlike(plans.map((plan) => find(id, plan))));
  if (!shown.length) return null;
  return drawChart('indicators', say('chart_indicators_note', shown.length),
    shown.slice(0, 8).map((id) => drawAim(plans.map((plan) => find(id, plan)))),
    drawMore(seeRows({ sub: 'indicators', ...ofPair() })));
}

function drawAim(found) {
  const ends = found.flatMap((row) => [row.baseline_value, row.target_value]).filter((value) => value !== '').map(Number);
  const most = Math.max(...ends) * 1.15 || 1;
  return el('div', { class: 'aim' }, el('h3', null, indicatorName(found[0])),
    el('ul', null, found.map((row) => {
      const from = row.baseline_value === '' ? null : Number(row.baseline_value) / most;
      const to = Number(row.target_value) / most;
      const words = [withYear(row, 'baseline'), withYear(row, 'target')].filter(Boolean).join(' → ');
      return el('li', { class: sideOf(row.plan_id) }, badge(row.plan_id), drawPath(from, to),
        el('span', null, link(toIndicator(row) || {}, null, words),
          hasPace(row) ? ` · ${say(row.unit === '%' ? 'points_per_year' : 'per_year', pace(row.pace_per_year))}` : ''));
    })));
}

function drawPath(from, to) {
  const x = (value) => 6 + 188 * Math.max(0, Math.min(1, value));
  return svg('svg', { viewBox: '0 0 200 16', class: 'path', 'aria-hidden': 'true' },
    svg('line', { x1: 0, x2: 200, y1: 8, y2: 8, class: 'axis' }),
    from === null ? null : svg('line', { x1: x(from), x2: x(to), y1: 8, y2: 8, class: 'way' }),
    from === null ? null : svg('circle', { cx: x(from), cy: 8, r: 4.5, class: 'from' }),
    svg('circle', { cx: x(to), cy: 8, r: 5, class: 'to' }));
}

/** Both texts as bars from beginning to end, shared passages joined. */
function drawShared() {
  if (!state.b) return null;
  const found = passagesOf(state.a, state.b);
  if (!found.length) return null;
  const lengths = chosenPlans().map((plan) => Number(of('plans', 'plan_id', plan)[0].characters) || 1);
  const wide = 1000;
  const at = (value, side) => ((Number(value) / lengths[side]) * wide).toFixed(1);
  const counts = ['verbatim', 'place_swap', 'near'].map((kind) => [kind, found.filter(({ row }) => row.kind === kind).length]);
  const strips = found.map(({ row, own, other }) => {
    const [a0, a1, b0, b1] = [at(own[0], 0), at(own[1], 0), at(other[0], 1), at(other[1], 1)];
    const shape = svg('a', { href: address({ view: 'read', sub: '', task: '', at: `p${row._row}` }), tabindex: '-1', class: row.kind },
      svg('title', null, `${term(row.kind)} · ${cut(state.a, own[0], own[1]).replace(/\s+/g, ' ').slice(0, 60)}`),
      svg('path', { d: `M${a0} 24L${a1} 24L${b1} 156L${b0} 156Z` }),
      svg('rect', { x: a0, y: 6, width: Math.max(a1 - a0, 1.5), height: 18 }),
      svg('rect', { x: b0, y: 156, width: Math.max(b1 - b0, 1.5), height: 18 }));
    return shape;
  });
  const sections = [0, 1].map((side) => listOutline(chosenPlans()[side]).filter((item) => item.level === 1)
    .map((item) => svg('line', { x1: at(item.start, side), x2: at(item.start, side), y1: side ? 150 : 2, y2: side ? 178 : 30, class: 'chapter' })));
  const pair = pairOf(state.a, state.b);
  return drawChart('shared', say('chart_shared_note', found.length),
    el('p', { class: 'ends' }, badge(state.a), ' ', percent(pair.shares[0])),
    svg('svg', { viewBox: `0 0 ${wide} 180`, class: 'ribbons', role: 'group', 'aria-label': say('chart_shared'), preserveAspectRatio: 'none' },
      [6, 156].map((y) => svg('rect', { x: 0, y, width: wide, height: 18, class: 'ground' })), strips, sections),
    el('p', { class: 'ends' }, badge(state.b), ' ', percent(pair.shares[1])),
    el('p', { class: 'legend' }, counts.filter(([, count]) => count).map(([kind, count]) =>
      [link({ view: 'tables', sub: 'shared_passages', plan: pairKey(), only: kind }, { class: `mark passage ${kind}` }, `${term(kind)} ${count}`), ' '])),
    drawMore(seeRows({ sub: 'shared_passages', plan: pairKey() })));
}

function drawTerms() {
  const plans = chosenPlans();
  const most = 8;
  const lists = plans.map((plan) => of('distinctive_terms', 'plan_id', plan).filter((row) => Number(row.g2) > 0)
    .sort((x, y) => Number(y.g2) - Number(x.g2) || x._row - y._row).slice(0, most));
  if (PLANS.length < 2 || !lists.some((found) => found.length)) return null;
  const largestG2 = Math.max(...lists.flat().map((row) => Number(row.g2)));
  return drawChart('terms', say('chart_terms_note'), el('div', { class: 'pair' }, lists.map((found, i) =>
    el('div', null, el('h3', null, badge(plans[i])), el('table', { class: 'bars' },
      el('thead', { class: 'hidden' }, el('tr', null, el('th', { scope: 'col' }, say('item')), el('th', { scope: 'col' }, say('times_here')))),
      el('tbody', null, found.map((row) => el('tr', null, zh('th', { scope: 'row' }, link({ view: 'tables', sub: 'tasks', plan: plans[i], q: row.term }, null, row.term)),
        el('td', { class: i ? 'b' : 'a' }, el('span', { class: 'track' }, el('span', { class: 'bar-fill', size: Number(row.g2) / largestG2 })),
          el('span', { class: 'value' }, say('times', row.count, row.count_others)))))))))));
}

/** Every pair of plans: tasks of the row's plan with a counterpart in the column's, and shared text. */
function* drawMatrix(main) {
  const box = el('section', { class: PLANS.length > 8 ? 'charts single' : 'charts' });
  const part = (name, value, show) => box.append(el('figure', { class: 'chart matrix' },
    el('figcaption', null, el('h2', null, say(name)), el('p', { class: 'note' }, say('matrix_note'))),
    el('div', { class: 'wide', tabindex: '0', role: 'region', 'aria-label': say(name) }, el('table', null,
      el('thead', null, el('tr', null, el('td', null), PLANS.map((plan) => el('th', { scope: 'col' }, planName(plan))))),
      el('tbody', null, PLANS.map((own) => el('tr', null, el('th', { scope: 'row' }, planName(own)), PLANS.map((other) => {
        if (own === other) return el('td', { class: 'self' }, '·');
        const pair = pairOf(own, other);
        const share = value(pair);
        const here = (own === state.a && other === state.b) || (own === state.b && other === state.a);
        return el('td', { class: here ? 'here' : null, size: share },
          link({ a: own, b: other }, { 'aria-label': say('choose_pair', planName(own), planName(other), show(pair)) }, show(pair)));
      }))))))));
  main.append(box);
  part('matrix_answered', (pair) => pair.answered[0] / Math.max(pair.tasks[0], 1), (pair) => `${pair.answered[0]}/${pair.tasks[0]}`);
  yield;
  part('matrix_shared', (pair) => pair.shares[0], (pair) => percent(pair.shares[0]));
  yield;
}

/** 规划期 2021—2025 年; empty where the text states none. */
function listPeriod({ period_start: from, period_end: to }) {
  return from && to ? say('period', from === to ? from : `${from}—${to}`) : '';
}

function drawSources() {
  return el('section', { class: 'sources' }, el('h2', null, say('sources')),
    el('ul', { class: 'plans' }, rows('plans').map((row) => el('li', null, badge(row.plan_id), ' ',
      row.title ? zh('cite', null, row.title) : '', ' ', [row.doc_number && zh('span', null, row.doc_number), row.issued_on, listPeriod(row),
        DATA.about[row.plan_id].code && `${say('code')} ${DATA.about[row.plan_id].code}`, say('characters', number(row.characters))]
        .filter(Boolean).map((item) => [' · ', item]), el('code', null, `${row.source_file} sha256 ${row.sha256.slice(0, 12)}…`)))),
    el('h2', null, say('limits')),
    el('ul', null, ['limit_execution', 'limit_named', 'limit_few', 'limit_similar', 'limit_small'].map((key) => el('li', null, say(key)))));
}
