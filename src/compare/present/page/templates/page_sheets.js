// The tables a reader can open: their columns, and the sentence each row leads to.

/** A column: its wording, what it shows, what it sorts by (`number`, the document's `order`, or text), whether it is long. */
function column(key, show, settings = {}) {
  return { key, show, ...settings };
}

const asNumber = (key) => (row) => (row[key] === '' ? null : Number(row[key]));
const inWords = (key) => (row) => row[`_${key}_${language() ? 'en' : 'zh'}`];
const shared = {
  plan: column('plan', (row) => badge(row.plan_id), { text: (row) => planName(row.plan_id) }),
  reason: column('reason', (row) => label('reasons', row.reason), { also: (row) => row.reason, wide: true }),
  task: (key = 'task_id') => column('task', (row) => row[key] && task(row[key]) && zh('span', null, placeOf(row[key]), ' ', label('tasks', row[key])), {
    text: (row) => row[key] && `${placeOf(row[key])} ${label('tasks', row[key])}`, name: true,
    order: (row) => (row[key] && task(row[key]) ? task(row[key])._row : null),
  }),
};

const FLAGS = ['has_number', 'has_deadline', 'has_lead', 'has_responsible', 'has_cadence'];
/** What the plans at hand could state of a task: where none names a department, nothing of them is asked. */
const FLAGS_SHOWN = FLAGS.filter((flag) => DATA.sizes.assignments || !['has_lead', 'has_responsible'].includes(flag));
const FAMILIES = ['supply', 'environment', 'demand'];
const ORIGINS = ['taken_over', 'adapted', 'shared', 'own'];

/** `only`: the column it is filtered by; `picks`: further choices, so that each number told leads to its rows. */
const SHEETS = {
  tasks: {
    only: 'kind',
    picks: {
      met_yes: (row) => row._met === 'true',
      met_no: (row) => row._met !== 'true',
      ...Object.fromEntries(FLAGS_SHOWN.map((flag) => [flag, (row) => judge(row)[flag] === 'true'])),
      loose: (row) => DATA.binding.every((flag) => judge(row)[flag] !== 'true'),
    },
    columns: () => [
      column('number', (row) => placeOf(row.task_id), { order: (row) => row._row, narrow: true }), shared.plan,
      column('title_column', (row) => zh('span', null, row.title), { text: (row) => row.title, wide: true }),
      column('kind', (row) => term(row.kind), { narrow: true }),
      column('section', (row) => zh('span', null, label('sections', row.section_id)), { text: (row) => label('sections', row.section_id), name: true }),
      column('body', (row) => zh('span', null, row.body), { text: (row) => row.body, long: true }),
      ...['has_number', 'has_deadline', 'has_lead'].filter((flag) => FLAGS_SHOWN.includes(flag)).map((flag) =>
        column(flag, (row) => (judge(row)[flag] === 'true' ? '✓' : '–'), { narrow: true })),
    ],
    go: (row) => toTask(row.task_id), id: (row) => row.task_id,
  },
  assignments: {
    only: 'role',
    columns: () => [
      shared.plan, column('department', (row) => label('departments', row.department_id), { also: (row) => row.name, name: true }),
      column('role', (row) => term(row.role), { narrow: true }), column('scope', (row) => term(`scope_${row.scope}`), { narrow: true }),
      column('position', (row) => row.position, { number: asNumber('position') }),
      column('name_as_written', (row) => zh('span', null, row.name_as_written), { text: (row) => row.name_as_written }),
      shared.task(),
    ],
    go: (row) => toPlace(row.plan_id, `d${row._row}`), id: (row) => String(row._row),
  },
  indicators: {
    only: 'stated',
    picks: {
      shared_by_all: (row) => countNumbers(row) === PLANS.length,
      path: (row) => row.baseline_value !== '' && row.target_value !== '',
      aspirational: (row) => row.aspirational === 'true',
    },
    columns: () => [
      column('indicator', indicatorName, { also: (row) => row.indicator, wide: true }), shared.plan,
      column('stated', (row) => term(`stated_${row.stated}`), { narrow: true }),
      column('baseline', (row) => withYear(row, 'baseline'), { number: asNumber('baseline_value'), amount: true }),
      column('target', (row) => withYear(row, 'target'), { number: asNumber('target_value'), amount: true }),
      column('gap', inWords('gap'), { number: asNumber('gap') }),
      column('pace', (row) => (hasPace(row) ? pace(row.pace_per_year) : ''), { number: (row) => (hasPace(row) ? Number(row.pace_per_year) : null) }),
      column('aspirational', (row) => (row.aspirational === 'true' ? '✓' : ''), { narrow: true }),
      column('quote', (row) => zh('span', null, row.quote), { text: (row) => row.quote, long: true }),
    ],
    go: toIndicator, id: (row) => `${row.indicator_id} ${row.plan_id}`,
  },
  targets: {
    only: 'kind',
    columns: () => [
      shared.plan, column('indicator', (row) => both(row, 'indicator'), { also: (row) => row.indicator, wide: true }),
      column('kind', (row) => term(row.kind), { narrow: true }),
      column('value', inWords('value'), { number: asNumber('value_si'), amount: true }),
      column('year', (row) => row.year || row.period, { narrow: true }),
      column('cadence', (row) => (row.cadence ? term(row.cadence) : '')),
      column('comparator', (row) => zh('span', null, row.comparator), { text: (row) => row.comparator }),
      column('aspirational', (row) => (row.aspirational === 'true' ? '✓' : ''), { narrow: true }),
      column('quote', (row) => zh('span', null, row.quote), { text: (row) => row.quote, long: true }),
      shared.task(),
    ],
    go: (row) => toPlace(row.plan_id, `q${row._row}`), id: (row) => String(row._row),
  },
  coverage: {
    only: 'level',
    picks: {
      every: (row) => themeUses(row).some === PLANS.length,
      left_out: (row) => themeUses(row).read === PLANS.length && !(Number(row.share) > 0),
    },
    columns: () => [
      column('theme', (row) => both(row, 'theme'), { also: (row) => row.theme, wide: true }), shared.plan,
      column('level', (row) => term(`level_${row.level}`)),
      column('share', (row) => percent(row.share), { number: asNumber('share') }),
      column('score', (row) => Number(row.score).toFixed(2), { number: asNumber('score') }),
      shared.task('best_task_id'),
    ],
    go: (row) => (row.best_task_id ? toTask(row.best_task_id) : null), id: (row) => `${row.theme_id} ${row.plan_id}`,
  },
  shared_passages: {
    only: 'kind',
    columns: () => [
      column('kind', (row) => el('span', { class: `mark passage ${row.kind}` }, term(row.kind)), { text: (row) => term(row.kind), narrow: true }),
      column('similarity_characters', (row) => percent(row.similarity), { number: asNumber('similarity') }),
      ...['a', 'b'].flatMap((side) => [
        column(`plan_${side}`, (row) => badge(row[`plan_${side}`]), { text: (row) => planName(row[`plan_${side}`]) }),
        cutColumn('shared_passages', `text_${side}`),
      ]),
    ],
    go: (row) => ({ view: 'read', sub: '', a: row.plan_a, b: row.plan_b, task: '', at: `p${row._row}` }),
    id: (row) => String(row._row),
  },
  instruments: {
    only: 'subtype',
    picks: Object.fromEntries(FAMILIES.map((family) => [family, (row) => row.family === family])),
    columns: () => [
      shared.plan, column('family', (row) => say(`pick_${row.family}`), { narrow: true }),
      column('subtype', (row) => label('instruments', row.subtype), { narrow: true }),
      column('clause', (row) => zh('span', null, boldEvidence(row)), { text: (row) => cutCell('instruments', row, 'text'), long: true }),
      column('other_subtype', (row) => row.other && label('instruments', row.other), { narrow: true }),
      shared.task(),
    ],
    go: (row) => toPlace(row.plan_id, `x${place(row.plan_id, row.start)}.${place(row.plan_id, row.end)}.${row.plan_id}`),
    id: (row) => String(row._row),
  },
  inheritance: {
    only: 'origin',
    columns: () => [
      shared.plan, column('origin', (row) => term(`origin_${row.origin}`), { narrow: true }),
      cutColumn('inheritance', 'text', 'sentence'),
      column('from_plan', (row) => { const from = fromPlan(row); return from ? badge(from[0]) : ''; }, { text: (row) => (fromPlan(row) ? planName(fromPlan(row)[0]) : '') }),
      column('from_text', (row) => zh('span', null, fromText(row)), { text: fromText, long: true }),
      column('similarity_characters', (row) => (row.similarity === '' ? '' : percent(row.similarity)), { number: asNumber('similarity') }),
      shared.task(),
    ],
    go: (row) => ({ view: 'read', sub: '', ...(fromPlan(row) ? { a: row.plan_id, b: fromPlan(row)[0] } : withPlan(row.plan_id)), task: '', at: `i${row._row}` }),
    id: (row) => String(row._row),
  },
  progress: {
    only: 'status',
    columns: () => [
      column('indicator', (row) => both(row, 'indicator'), { also: (row) => row.indicator, wide: true }), shared.plan,
      column('year', (row) => row.year, { number: asNumber('year') }),
      column('measured', inWords('value'), { number: asNumber('value') }),
      column('expected', inWords('expected'), { number: asNumber('expected') }),
      column('difference', inWords('difference'), { number: asNumber('difference') }),
      column('status', (row) => term(`status_${row.status}`), { narrow: true }),
      column('baseline', (row) => withYear(row, 'baseline'), { number: asNumber('baseline_value') }),
      column('target', (row) => withYear(row, 'target'), { number: asNumber('target_value') }),
      shared.reason, column('measured_by', (row) => zh('span', null, row.source), { text: (row) => row.source, name: true }),
    ],
    go: toIndicator, id: (row) => String(row._row),
  },
  ignored: {
    only: 'what',
    columns: () => [
      shared.plan, column('what', (row) => term(`what_${row.what}`), { narrow: true }), shared.reason,
      column('left_out', (row) => zh('span', null, row.text), { text: (row) => row.text, long: true }),
    ],
    go: (row) => toPlace(row.plan_id, `x${place(row.plan_id, row.start)}.${place(row.plan_id, row.end)}.${row.plan_id}`),
    id: (row) => String(row._row),
  },
};

/** The columns of a sheet, and the division codes of its plans where they are known. */
function listColumns(name) {
  return [...SHEETS[name].columns(), ...codeColumns(name).map(([, show], i) => column(i ? 'code_b' : 'code', show, { narrow: true }))];
}

/** [heading, code of a row's plan]: two where a row is about two plans, none where no code is known. */
function codeColumns(name) {
  if (!PLANS.some((plan) => DATA.about[plan].code)) return [];
  const keys = name === 'shared_passages' ? ['plan_a', 'plan_b'] : ['plan_id'];
  return keys.map((key, i) => [say(i ? 'code_b' : 'code'), (row) => DATA.about[row[key]].code]);
}

function judge(row) {
  return of('commitment', 'task_id', row.task_id)[0] || {};
}

/** A cell that is cut from a text by its place there; empty where it has none. */
function cutCell(name, row, key) {
  const [plan, start, end] = DATA.cuts[name][key].map((part) => row[part]);
  return plan && start !== '' ? cut(plan, start, end).replace(/\s+/g, ' ').trim() : '';
}

function cutColumn(name, key, head = key) {
  return column(head, (row) => zh('span', null, cutCell(name, row, key)), { text: (row) => cutCell(name, row, key), long: true });
}

/** A clause, the words that tell its instrument in bold. */
function boldEvidence(row) {
  const words = (start, end) => cut(row.plan_id, start, end).replace(/\s+/g, ' ');
  return [words(row.start, row.evidence_start), el('b', null, words(row.evidence_start, row.evidence_end)), words(row.evidence_end, row.end)];
}

/** Where a sentence comes from: [plan, start, end] in the plan above or a peer. */
function fromPlan(row) {
  const [above, peer] = ['upper_', 'peer_'].map((side) => [row[side === 'upper_' ? 'upper_plan' : 'peer'], row[`${side}start`], row[`${side}end`]]);
  return [above, peer].find(([plan, start]) => PLANS.includes(plan) && start !== '') || null;
}

function fromText(row) {
  const from = fromPlan(row);
  return from ? cut(...from).replace(/\s+/g, ' ').trim() : '';
}

/** From one year to the next is a difference, no pace. */
function hasPace(row) {
  return row.pace_per_year !== '' && row.target_year - row.baseline_year > 1;
}

/** How many plans state an indicator with a number. */
function countNumbers(row) {
  return once(`numbers ${row.indicator_id}`, () => new Set(of('indicators', 'indicator_id', row.indicator_id)
    .filter((item) => item.stated === 'number').map((item) => item.plan_id)).size);
}

/** How many plans are read by a theme, and how many of them touch on it. */
function themeUses(row) {
  return once(`uses of theme ${row.theme_id}`, () => {
    const own = of('coverage', 'theme_id', row.theme_id);
    return { read: own.length, some: own.filter((item) => Number(item.share) > 0).length };
  });
}

function withYear(row, kind) {
  const value = inWords(`${kind}_value`)(row);
  const year = row[`${kind}_year`];
  return value && year ? say('with_year', value, year) : value;
}

/** What can be corrected of a row; an indicator through the quantity it was read from. */
function drawCorrectOf(name, row) {
  if (CORRECTABLE[name]) return drawCorrect(name, row);
  const target = name === 'indicators' && row.target_id && of('targets', 'target_id', row.target_id)[0];
  return target ? drawCorrect('targets', target) : null;
}

/** The target's own words; an indicator without a number: its clause in the task, else the task. */
function toIndicator(row) {
  const target = row.target_id && of('targets', 'target_id', row.target_id)[0];
  if (target) return toPlace(row.plan_id, `q${target._row}`);
  const span = row.quote && once(`quote ${row._row}`, () => findQuote(row));
  if (span) return toPlace(row.plan_id, `x${span[0]}.${span[1]}.${row.plan_id}`);
  return row.task_id ? toTask(row.task_id) : null;
}

/** Where a cleaned clause stands in the text: the same signs, layout and width aside. */
function findQuote(row) {
  const own = row.task_id && task(row.task_id);
  const [from, to] = own ? [place(row.plan_id, own.start), place(row.plan_id, own.end)] : [0, source(row.plan_id).text.length];
  const signs = [];
  const places = [];
  for (let i = from; i < to; i += 1) {
    const sign = fold(source(row.plan_id).text[i]).trim();
    if (sign.length === 1) { signs.push(sign); places.push(i); }
  }
  const wanted = fold(row.quote).replace(/\s+/g, '');
  const found = signs.join('').indexOf(wanted);
  return found < 0 ? null : [places[found], places[found + wanted.length - 1] + 1];
}

function textOf(spec, row) {
  const shown = (spec.text || spec.show)(row);
  return shown === null || shown === undefined || shown === false ? '' : String(shown);
}

