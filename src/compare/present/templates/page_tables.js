// Tables: search, filter, sort, copy, download; every row leads to its sentence.

const CHUNK = 120;
const FORMULA = /^[\t\r]|^\s*[=+\-@＝＋－＠]/;
const PLAIN_NUMBER = /^-?\d+(\.\d+)?(e-?\d+)?$/i;

/** A column: its wording, what it shows, what it sorts by (a number or text), whether it is long. */
function column(key, show, settings = {}) {
  return { key, show, ...settings };
}

const asNumber = (key) => (row) => (row[key] === '' ? null : Number(row[key]));
const shared = {
  plan: column('plan', (row) => badge(row.plan_id), { text: (row) => planName(row.plan_id) }),
  task: (key = 'task_id') => column('task', (row) => row[key] && task(row[key]) && zh('span', null, taskNumber(row[key]), ' ', label('tasks', row[key])), {
    text: (row) => row[key] && `${taskNumber(row[key])} ${label('tasks', row[key])}`, name: true,
  }),
};

const SHEETS = {
  tasks: {
    only: 'kind',
    columns: () => [
      column('number', (row) => taskNumber(row.task_id)), shared.plan,
      column('title_column', (row) => zh('span', null, row.title), { text: (row) => row.title, wide: true }),
      column('kind', (row) => term(row.kind), { narrow: true }),
      column('section', (row) => zh('span', null, label('sections', row.section_id)), { text: (row) => label('sections', row.section_id), name: true }),
      column('body', (row) => zh('span', null, row.body), { text: (row) => row.body, long: true }),
      ...['has_number', 'has_deadline', 'has_lead'].map((flag) =>
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
    columns: () => [
      column('indicator', (row) => both(row, 'indicator'), { also: (row) => row.indicator, wide: true }), shared.plan,
      column('stated', (row) => term(`stated_${row.stated}`), { narrow: true }),
      column('baseline', (row) => withYear(row, 'baseline'), { number: asNumber('baseline_value') }),
      column('target', (row) => withYear(row, 'target'), { number: asNumber('target_value') }),
      column('gap', (row) => row[language() ? '_gap_en' : '_gap_zh'], { number: asNumber('gap') }),
      column('pace', (row) => pace(row.pace_per_year), { number: asNumber('pace_per_year') }),
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
      column('value', (row) => row[language() ? '_value_en' : '_value_zh'], { number: asNumber('value_si') }),
      column('year', (row) => row.year || row.period),
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
        column(`text_${side}`, (row) => zh('span', null, cutPassage(row, side)), { text: (row) => cutPassage(row, side), long: true }),
      ]),
    ],
    go: (row) => ({ view: 'read', sub: '', a: row.plan_a, b: row.plan_b, task: '', at: `p${row._row}` }),
    id: (row) => String(row._row),
  },
};

function judge(row) {
  return of('commitment', 'task_id', row.task_id)[0] || {};
}

function cutPassage(row, side) {
  return cut(row[`plan_${side}`], row[`start_${side}`], row[`end_${side}`]).replace(/\s+/g, ' ').trim();
}

function withYear(row, kind) {
  const value = row[`_${kind}_value_${language() ? 'en' : 'zh'}`];
  const year = row[`${kind}_year`];
  return value && year ? say('with_year', value, year) : value;
}

/** The target's own words; an indicator without a number: its clause in the task, else the task. */
function toIndicator(row) {
  const target = row.target_id && of('targets', 'target_id', row.target_id)[0];
  if (target) return toPlace(row.plan_id, `q${target._row}`);
  const span = row.quote && findQuote(row);
  if (span) return toPlace(row.plan_id, `x${span[0]}.${span[1]}.${row.plan_id}`);
  return row.task_id ? toTask(row.task_id) : null;
}

/** Where a cleaned clause stands in the text: the same signs, layout and width aside. */
function findQuote(row) {
  const own = row.task_id && task(row.task_id);
  const [from, to] = own ? [place(row.plan_id, own.start), place(row.plan_id, own.end)] : [0, DATA.texts[row.plan_id].length];
  const signs = [];
  const places = [];
  for (let i = from; i < to; i += 1) {
    const sign = fold(DATA.texts[row.plan_id][i]).trim();
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

function drawTables(main) {
  const names = Object.keys(SHEETS).filter((name) => rows(name).length);
  const name = currentSheet();
  if (!names.length) {
    main.append(el('h1', null, say('view_tables')), el('p', null, say('nothing')));
    return;
  }
  main.append(
    el('h1', { class: 'hidden' }, say(`sheet_${name}`)),
    el('nav', { class: 'sheets', 'aria-label': say('view_tables') }, names.map((other) =>
      link({ sub: other, q: '', sort: '', dir: '', row: '', plan: '', only: '' },
        { 'aria-current': other === name ? 'page' : null, 'data-sheet': other }, say(`sheet_${other}`)))),
    drawTools(name),
    el('p', { id: 'count', role: 'status' }),
    el('div', { class: 'wide sheet', tabindex: '0', role: 'region', 'aria-label': say(`sheet_${name}`) },
      el('table', null, el('thead', null), el('tbody', { onclick: chooseRow }))),
    el('button', { id: 'more', type: 'button', onclick: () => addRows(CHUNK) }, say('more')),
    el('p', { class: 'note' }, say(`note_${name}`), ' ', say('note_download')));
  watchEnd();
}

function currentSheet() {
  return SHEETS[state.sub] && rows(state.sub).length ? state.sub : Object.keys(SHEETS).find((name) => rows(name).length) || 'tasks';
}

function drawTools(name) {
  const sheet = SHEETS[name];
  const values = [...new Set(rows(name).map((row) => row[sheet.only]))];
  const prefix = { stated: 'stated_', level: 'level_' }[sheet.only] || '';
  return el('div', { class: 'tools' },
    el('label', null, say('search'), el('input', { type: 'search', id: 'search', autocomplete: 'off', oninput: typed })),
    PLANS.length > 1 && name !== 'shared_passages' ? drawFilter('plan', say('plan'), PLANS.map((plan) => [plan, planName(plan)])) : null,
    drawFilter('only', say(sheet.only), values.map((value) => [value, term(prefix + value)])),
    el('button', { type: 'button', id: 'copy', onclick: copyRows }, say('copy')),
    el('button', { type: 'button', id: 'download', onclick: downloadRows }, say('download')));
}

function drawFilter(key, name, options) {
  return el('label', null, name, el('select', { id: `filter-${key}`, onchange: (event) => replace({ [key]: event.target.value, row: '' }) },
    el('option', { value: '' }, say('all')), options.map(([value, text]) => el('option', { value }, text))));
}

let typing = 0;

function typed(event) {
  window.clearTimeout(typing);
  typing = window.setTimeout(() => replace({ q: event.target.value.trim(), row: '' }), 120);
}

/** Rows as searched, filtered and sorted. */
function selectRows(name) {
  const sheet = SHEETS[name];
  const specs = sheet.columns();
  let found = rows(name).filter((row) => (!state.plan || row.plan_id === state.plan) && (!state.only || row[sheet.only] === state.only));
  if (state.q) found = found.filter((row) => matches(foldRow(name, row, specs), state.q));
  const spec = specs.find((item) => item.key === state.sort);
  if (!spec) return found;
  const sign = state.dir === 'desc' ? -1 : 1;
  const collator = new Intl.Collator(state.lang === 'zh' ? 'zh-CN' : 'en', { numeric: true });
  const value = spec.number || ((row) => textOf(spec, row));
  const empty = (x) => x === null || x === '';
  return found.map((row) => [value(row), row]).sort(([x, p], [y, q]) => {
    if (empty(x) || empty(y)) return Number(empty(x)) - Number(empty(y)) || p._row - q._row;
    const order = spec.number ? x - y : collator.compare(x, y);
    return sign * order || p._row - q._row;
  }).map(([, row]) => row);
}

function foldRow(name, row, specs) {
  return once(`fold ${name} ${row._row} ${state.lang}`, () =>
    fold(specs.map((spec) => `${textOf(spec, row)} ${spec.also ? spec.also(row) : ''}`).join(' ')));
}

let waiting = [];

function updateTables(before) {
  const name = currentSheet();
  const search = document.getElementById('search');
  if (!search) return;
  if (document.activeElement !== search) search.value = state.q || '';
  for (const key of ['plan', 'only']) {
    const box = document.getElementById(`filter-${key}`);
    if (box) box.value = state[key] || '';
  }
  drawHeads(name);
  waiting = selectRows(name);
  document.querySelector('.sheet tbody').replaceChildren();
  document.getElementById('count').textContent = say('count', waiting.length, rows(name).length);
  const chosen = state.row ? waiting.findIndex((row) => SHEETS[name].id(row) === state.row) : -1;
  addRows(Math.max(CHUNK, chosen + 20));
  const node = document.querySelector('.sheet tr.chosen');
  if (node && (!before || before.row !== state.row)) node.scrollIntoView({ block: 'center' });
}

function drawHeads(name) {
  const head = document.querySelector('.sheet thead');
  const held = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.sort : '';
  head.replaceChildren(el('tr', null,
    el('th', { scope: 'col' }, say('source')),
    SHEETS[name].columns().map((spec) => {
      const active = state.sort === spec.key;
      const down = active && state.dir === 'desc';
      return el('th', { scope: 'col', 'aria-sort': active ? (down ? 'descending' : 'ascending') : 'none', class: spec.number ? 'number' : null },
        el('button', { type: 'button', 'data-sort': spec.key, onclick: () => sortBy(spec.key) },
          say(spec.key), el('span', { 'aria-hidden': 'true', class: 'arrow' }, active ? (down ? '▼' : '▲') : '')));
    })));
  const again = held && head.querySelector(`[data-sort="${held}"]`);
  if (again) again.focus({ preventScroll: true });
}

/** Ascending, descending, as in the document. */
function sortBy(key) {
  if (state.sort !== key) replace({ sort: key, dir: '' });
  else if (state.dir !== 'desc') replace({ dir: 'desc' });
  else replace({ sort: '', dir: '' });
}

function addRows(count) {
  const name = currentSheet();
  const specs = SHEETS[name].columns();
  const body = document.querySelector('.sheet tbody');
  if (!body) return;
  const part = document.createDocumentFragment();
  for (const row of waiting.splice(0, count)) part.append(drawRow(name, specs, row));
  body.append(part);
  document.getElementById('more').hidden = !waiting.length;
}

function drawRow(name, specs, row) {
  const sheet = SHEETS[name];
  const target = sheet.go(row);
  const chosen = sheet.id(row) === state.row;
  return el('tr', { class: chosen ? 'chosen' : null, 'data-row': row._row },
    el('td', null, target ? link(target, { class: 'open', 'aria-label': say('open_row', textOf(specs[0], row)) }, say('open')) : ''),
    specs.map((spec) => el('td', { class: [spec.number && 'number', spec.long && 'long', spec.wide && 'title', spec.narrow && 'narrow', spec.name && 'name'].filter(Boolean).join(' ') || null },
      spec.long ? el('div', { class: 'clamp' }, spec.show(row)) : spec.show(row))));
}

/** A click anywhere on a row opens its sentence, unless text is being selected. */
function chooseRow(event) {
  if (event.target.closest('a, button') || !window.getSelection().isCollapsed) return;
  const open = event.target.closest('tr').querySelector('a.open');
  if (open) open.click();
}

function watchEnd() {
  if (!('IntersectionObserver' in window)) return;
  new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) addRows(CHUNK);
  }, { rootMargin: '600px' }).observe(document.getElementById('more'));
}

window.addEventListener('beforeprint', () => {
  if (state.view === 'tables') addRows(waiting.length);
});

/** What is shown, with its headings, as tab-separated text for a spreadsheet. */
function copyRows() {
  const name = currentSheet();
  const specs = SHEETS[name].columns();
  const found = selectRows(name);
  const lines = [specs.map((spec) => say(spec.key)), ...found.map((row) => specs.map((spec) => textOf(spec, row)))];
  const text = lines.map((cells) => cells.map((cell) => guard(cell.replace(/\s+/g, ' '))).join('\t')).join('\n');
  const done = () => announce(say('copied', found.length));
  const older = () => { copyByHand(text); done(); };
  if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(text).then(done, older);
  else older();
}

function copyByHand(text) {
  const area = el('textarea', { class: 'hidden', 'aria-hidden': 'true' });
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}

/** A cell a spreadsheet would take for a formula becomes text by a leading apostrophe; numbers stay. */
function guard(cell) {
  return FORMULA.test(cell) && !PLAIN_NUMBER.test(cell) ? `'${cell}` : cell;
}

function quoteCell(cell) {
  const text = guard(cell);
  return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** The rows shown, with the columns of data/processed; UTF-8 with a byte order mark, as Excel needs it. */
function formatCsv(name) {
  const columns = DATA.tables[name].columns.filter((key) => !key.startsWith('_'));
  const extra = name === 'shared_passages' ? ['a', 'b'] : [];
  const lines = [[...columns, ...extra.map((side) => `source_${side}`)]];
  for (const row of selectRows(name)) {
    lines.push([...columns.map((key) => row[key]), ...extra.map((side) => cut(row[`plan_${side}`], row[`start_${side}`], row[`end_${side}`]))]);
  }
  return `\ufeff${lines.map((cells) => cells.map(quoteCell).join(',')).join('\r\n')}\r\n`;
}

function downloadRows() {
  const name = currentSheet();
  const url = URL.createObjectURL(new Blob([formatCsv(name)], { type: 'text/csv;charset=utf-8' }));
  const anchor = el('a', { href: url, download: `${name}.csv` });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  window.setTimeout(() => URL.revokeObjectURL(url), 10000);
  announce(say('downloaded', `${name}.csv`));
}
