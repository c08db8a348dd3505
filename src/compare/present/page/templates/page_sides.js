// Counterparts: each task of ours or of theirs beside what answers it, with both wordings.

const JUDGEMENTS = ['counterpart', 'uncertain', 'none'];
const FIRST = 6; // practices shown on the overview
const LONG = 240; // signs of a wording past which it is folded to a few lines

function sides() {
  return once('sides', () => readPart('sides'));
}

/** How a plan is called from our side: 我市, and the other by its name. */
function sideName(plan) {
  return plan === state.a ? DATA.about[plan].our[language()] : planName(plan);
}

/** Pairs of tasks judged to answer each other, or perhaps: {a: ours, b: theirs, state}. */
function listLines() {
  const { lines } = sides();
  const own = lines[`${state.a} ${state.b}`];
  if (own) return own.map(([a, b, judgement]) => ({ a, b, judgement }));
  return (lines[`${state.b} ${state.a}`] || []).map(([b, a, judgement]) => ({ a, b, judgement }));
}

function ownSide() {
  return state.by === 'theirs' ? 'b' : 'a';
}

/** The key tasks of the side that leads, each with its judgement and what stands beside it. */
function listFacing() {
  return once(`facing ${state.a} ${state.b} ${ownSide()}`, () => {
    const own = ownSide();
    const other = own === 'a' ? 'b' : 'a';
    const lines = listLines();
    const learnt = new Map((sides().practices[state.a] || []).map((item, i) => [item[0], { item, rank: i }]));
    return of('tasks', 'plan_id', state[own]).filter((row) => row.kind === 'key_task').map((row) => {
      const beside = lines.filter((line) => line[own] === row.task_id).map((line) => ({ id: line[other], judgement: line.judgement }));
      const nearest = sides().nearest[`${row.task_id} ${state[other]}`];
      if (nearest) beside.push({ id: nearest, judgement: 'none' });
      const judgement = JUDGEMENTS.find((name) => beside.some((item) => item.judgement === name)) || 'none';
      return { id: row.task_id, judgement, beside, practice: own === 'b' ? learnt.get(row.task_id) : null };
    });
  });
}

function isShown(item) {
  if (state.only === 'practice') return Boolean(item.practice);
  return !state.only || item.judgement === state.only;
}

/** What is chosen, practices the surest first. */
function selectFacing() {
  const found = listFacing().filter(isShown).filter((item) => !state.q || matches(foldFacing(item), state.q));
  return state.only === 'practice' ? found.sort((x, y) => x.practice.rank - y.practice.rank) : found;
}

function foldFacing(item) {
  return once(`fold facing ${item.id} ${state.a} ${state.b}`, () => fold([item.id, ...item.beside.map(({ id }) => id)]
    .map((id) => `${placeOf(id)} ${wordingOf(id)} ${namedIn(id)}`).join(' ')));
}

function wordingOf(id) {
  const row = task(id);
  return cut(row.plan_id, row.start, row.end);
}

function namedIn(id) {
  return [...new Set(of('assignments', 'task_id', id).map((row) => label('departments', row.department_id)))].join(say('comma'));
}

function* drawCounterpartsView(main) {
  fill(main, [el('h1', null, say('sides_title', sideName(state.a), planName(state.b) || '…'))]);
  if (!state.b || !sides().judged) { fill(main, [el('p', null, say('not_judged'))]); return; }
  fill(main, [drawWarnings(chosenPlans()), el('p', { class: 'note' }, say('sides_note')), el('div', { id: 'states' }),
    el('div', { class: 'tools' },
      el('label', null, say('search'), el('input', { type: 'search', id: 'search', autocomplete: 'off', oninput: typed })),
      el('button', { type: 'button', id: 'download', onclick: downloadFacing }, say('download'))),
    el('p', { id: 'count', role: 'status' }),
    el('table', { class: 'facing' },
      el('caption', { class: 'hidden' }, say('view_counterparts')),
      el('thead', null, el('tr', null, ['a', 'b'].map((side) => el('th', { scope: 'col' }, badge(state[side]), ' ', say('words_of', sideName(state[side])))))),
      el('tbody', null))]);
}

/** What the other plan states that ours does not, or not as concretely, the surest first. */
function listPractices() {
  return (sides().practices[state.a] || []).filter(([id]) => task(id).plan_id === state.b);
}

/** The first of them, for the overview. */
function drawPractices() {
  const found = state.b ? listPractices() : [];
  if (!found.length) return null;
  const all = { view: 'counterparts', sub: '', by: 'theirs', only: 'practice' };
  return el('section', { class: 'findings' }, el('h2', null, say('practices_in', planName(state.b))), el('p', { class: 'note' }, say('practices_note', sideName(state.a))),
    el('ol', null, found.slice(0, FIRST).map((item) => el('li', null,
      el('p', null, link(toTask(item[0]), { class: 'cited' }, placeOf(item[0])), ' ', zh('span', null, label('tasks', item[0]))),
      el('p', { class: 'caveat' }, sayPractice(item))))),
    el('p', { class: 'where' }, link(all, null, say('see_rows', say('practices'), found.length))));
}

/** The filters with how many tasks each of them holds: their numbers add up to all key tasks. */
function drawStates() {
  const all = listFacing();
  const choice = (changes, current, name, count) => {
    const told = [name, el('span', { class: 'tally' }, ` ${count}`)];
    return count || current ? link({ row: '', ...changes }, { class: 'chip', 'aria-current': current ? 'true' : null }, told) : el('span', { class: 'chip' }, told);
  };
  const size = (plan) => of('tasks', 'plan_id', plan).filter((row) => row.kind === 'key_task').length;
  const practices = listPractices().length;
  const learning = state.only === 'practice';
  return el('div', { class: 'states' },
    el('nav', { 'aria-label': say('whose_tasks') },
      choice({ by: '', only: '' }, ownSide() === 'a', say('tasks_of', sideName(state.a)), size(state.a)),
      choice({ by: 'theirs', only: '' }, ownSide() === 'b' && !learning, say('tasks_of', planName(state.b)), size(state.b)),
      choice({ by: 'theirs', only: 'practice' }, learning, say('practices'), practices)),
    learning ? null : el('nav', { 'aria-label': say('judged') },
      choice({ only: '' }, !state.only, say('all'), all.length),
      JUDGEMENTS.map((name) => choice({ only: name }, state.only === name, say(`judged_${name}`), all.filter((item) => item.judgement === name).length))));
}

function updateCounterparts() {
  const box = document.getElementById('states');
  if (!box) return;
  keepFocus(() => box.replaceChildren(drawStates()));
  const search = document.getElementById('search');
  if (document.activeElement !== search) search.value = state.q || '';
  const body = document.querySelector('.facing tbody');
  const found = selectFacing();
  body.replaceChildren();
  document.getElementById('count').textContent = [found.length ? say('count_tasks', found.length) : '', found.length && state.only === 'practice' ? say('practices_note', sideName(state.a)) : '']
    .filter(Boolean).join(language() ? ' ' : '');
  if (!found.length) body.append(el('tr', null, el('td', { colspan: 2 }, say('nothing'))));
  drawInSlices(eachInTurn(found, (item) => body.append(drawFacing(item))), () => {});
}

function drawFacing(item) {
  const own = el('td', { class: 'own', 'data-label': sideName(state[ownSide()]) }, el('div', null, drawWording(item.id, item.beside.map(({ id }) => id)),
    item.practice ? el('p', { class: 'why' }, sayPractice(item.practice.item)) : null));
  const other = el('td', { 'data-label': sideName(state[ownSide() === 'a' ? 'b' : 'a']) }, item.beside.length ? null : el('p', { class: 'verdict none' }, say('judged_none')),
    item.beside.map((found) => [
      el('p', { class: `verdict ${found.judgement}` }, say(`judged_${found.judgement}`), found.judgement === 'none' ? el('span', { class: 'soft' }, say('nearest_only')) : ''),
      drawWording(found.id, [item.id], found.judgement === 'none')]));
  const row = el('tr', { 'data-task': item.id, 'data-judgement': item.judgement }, ownSide() === 'a' ? [own, other] : [other, own]);
  if (state.q) for (const words of row.querySelectorAll('.words, .place')) markHits(words, state.q);
  return row;
}

/** 我市全文未出现“国际”“海外”；有数字、有时限 */
function sayPractice([, found, signs, , terms]) {
  const why = say(`practice_${found}`, sideName(state.a)) + (language() && terms.length ? ' ' : '') + terms.slice(0, 3).map((term) => `“${term}”`).join('');
  return [why, signs.map((sign) => say(`practice_${sign}`)).join(say('comma'))].filter(Boolean).join(say('semicolon'));
}

/** A task's own words with its place in the document, what it shares with the others marked. */
function drawWording(id, others, faint) {
  const row = task(id);
  const names = namedIn(id);
  const words = zh('p', { class: 'words' }, markShared(row, others.map(task)));
  const long = words.textContent.length > LONG;
  if (long) words.classList.add('folded');
  return el('div', { class: faint ? 'wording faint' : 'wording' },
    el('p', { class: 'place' }, link(toTask(id), { class: 'cited', 'aria-label': say('open_row', `${placeOf(id)} ${label('tasks', id)}`) }, placeOf(id)),
      zh('span', { class: 'soft' }, label('sections', row.section_id))),
    words,
    el('p', { class: 'soft' }, names ? el('span', null, names) : '',
      long ? el('button', { type: 'button', class: 'plain', 'aria-expanded': 'false', onclick: unfold }, say('whole')) : '',
      drawCorrect('tasks', row)));
}

function unfold(event) {
  const button = event.currentTarget;
  const folded = button.closest('.wording').querySelector('.words').classList.toggle('folded');
  button.setAttribute('aria-expanded', String(!folded));
  button.textContent = say(folded ? 'whole' : 'less');
}

/** A line that ends no sentence goes on: pages and columns break texts anywhere. */
function joinLines(text) {
  return text.replace(/([。；：！？”）]?)[^\S\n]*\n\s*/g, (_, end) => (end ? `${end}\n` : ' '));
}

/** The words of a task; the passages it shares with the others given carry their mark. */
function markShared(row, others) {
  const other = row.plan_id === state.a ? state.b : state.a;
  const [from, to] = [place(row.plan_id, row.start), place(row.plan_id, row.end)];
  const meets = ([start, end]) => others.some((item) => Number(start) < Number(item.end) && Number(end) > Number(item.start));
  const found = passagesOf(row.plan_id, other).filter((item) => meets(item.other))
    .map((item) => ({ start: Math.max(from, place(row.plan_id, item.own[0])), end: Math.min(to, place(row.plan_id, item.own[1])), look: item.row.kind, at: `p${item.row._row}` }))
    .filter((item) => item.start < item.end).sort((x, y) => x.start - y.start);
  const { text } = source(row.plan_id);
  const words = (start, end) => joinLines(text.slice(start, end));
  const pieces = [];
  let at = from;
  for (const item of found) {
    if (item.end <= at) continue;
    pieces.push(words(at, Math.max(at, item.start)), el('a', { class: `mark passage ${item.look}`, title: term(item.look), href: address(toPlace(row.plan_id, item.at)) },
      words(Math.max(at, item.start), item.end)));
    at = item.end;
  }
  return [...pieces, words(at, to)];
}

/** The tasks shown as a table: place and words on both sides, one line per counterpart. */
function downloadFacing() {
  const own = ownSide();
  const heads = ['a', 'b'].flatMap((side) => [say('place_of', sideName(state[side])), say('words_of', sideName(state[side])), say('departments')]);
  const cells = (id) => (id ? [placeOf(id), wordingOf(id).replace(/\s+/g, ' ').trim(), namedIn(id)] : ['', '', '']);
  const lines = selectFacing().flatMap((item) => (item.beside.length ? item.beside : [{ id: '', judgement: 'none' }]).map((found) => {
    const pair = own === 'a' ? [item.id, found.id] : [found.id, item.id];
    const judged = say(`judged_${found.judgement}`) + (found.id && found.judgement === 'none' ? say('nearest_only') : '');
    return [...pair.flatMap(cells), judged, item.practice ? sayPractice(item.practice.item) : ''];
  }));
  saveCsv('counterparts.csv', [[...heads, say('judged'), say('reason')], ...lines]);
}

/**
 * What makes the chosen plans hard to set side by side: unlike levels or periods, one that has ended, and
 * which of `read` (on the overview all plans, as its findings speak of all) may not have been understood.
 */
function drawWarnings(read = PLANS) {
  const plans = chosenPlans();
  const levels = plans.map((plan) => DATA.about[plan].level[language()]);
  const told = plans.length > 1 && levels.every(Boolean) && levels[0] !== levels[1]
    ? [say('warn_levels', planName(plans[0]), levels[0], planName(plans[1]), levels[1])] : [];
  const doubt = read.length === PLANS.length ? [DATA.doubt] : read.map((plan) => DATA.about[plan].doubt);
  told.push(...doubt.map((pair) => pair[language()]).filter(Boolean));
  const own = plans.map((plan) => of('plans', 'plan_id', plan)[0]);
  if (own.every((row) => row.period_end) && own[0].period_end !== own[own.length - 1].period_end) {
    told.push(say('warn_periods', ...own.flatMap((row) => [planName(row.plan_id), listPeriod(row)])));
  }
  for (const plan of plans) if (DATA.about[plan].ended) told.push(say('warn_ended', planName(plan), DATA.about[plan].ended));
  return told.length ? el('ul', { class: 'warnings', 'aria-label': say('warnings') }, told.map((text) => el('li', null, text))) : null;
}
