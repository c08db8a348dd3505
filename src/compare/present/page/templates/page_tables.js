// Tables: search, filter, sort, copy, download; every row leads to its sentence.

const CHUNK = 60; // rows drawn before the reader scrolls on
const FORMULA = /^'*[\t\r]|^\s*'*[=+\-@＝＋－＠]/;
const PLAIN_NUMBER = /^-?\d+(\.\d+)?(e-?\d+)?$/i;

function* drawTables(main) {
  const names = Object.keys(SHEETS).filter((name) => DATA.sizes[name]);
  const name = currentSheet();
  if (!names.length) {
    main.append(el('h1', null, say('view_tables')), el('p', null, say('nothing')));
    return;
  }
  main.append(
    el('h1', { class: 'hidden' }, say(`sheet_${name}`)),
    el('nav', { class: 'sheets', 'aria-label': say('view_tables') }, names.map((other) =>
      link({ sub: other, q: '', sort: '', dir: '', row: '', plan: other === 'shared_passages' ? chosenPassages() : '', only: '', pick: '' },
        { 'aria-current': other === name ? 'page' : null, 'data-sheet': other }, say(`sheet_${other}`)))),
    drawTools(name),
    el('p', { class: 'note' }, say(`note_${name}`)),
    el('p', { id: 'count', role: 'status' }),
    el('div', { class: 'wide sheet', tabindex: '0', role: 'region', 'aria-label': say(`sheet_${name}`) },
      el('table', null, el('thead', null), el('tbody', { onclick: chooseRow })),
      el('button', { id: 'more', type: 'button', hidden: true, onclick: () => addRows(CHUNK) }, say('more'))),
    el('p', { class: 'note' }, say('note_download')));
  watchEnd();
}

/** Passages open with those of the two chosen plans; with all where there are only two, or where they share none. */
function chosenPassages() {
  return PLANS.length > 2 && pairOf(state.a, state.b).passages ? pairKey() : '';
}

function currentSheet() {
  return DATA.sizes[state.sub] > 0 ? state.sub : Object.keys(SHEETS).find((name) => DATA.sizes[name]) || 'tasks';
}

function drawTools(name) {
  const sheet = SHEETS[name];
  const values = [...new Set(rows(name).map((row) => row[sheet.only]))];
  const plans = PLANS.map((plan) => [plan, planName(plan)]);
  const picks = Object.keys(sheet.picks || {});
  return el('div', { class: 'tools' },
    el('label', null, say('search'), el('input', { type: 'search', id: 'search', autocomplete: 'off', oninput: typed })),
    PLANS.length > 1 ? drawFilter('plan', say('plan'), name === 'shared_passages' ? listPassagePairs() : [...(PLANS.length > 2 ? [['pair', say('plan_pair')]] : []), ...plans]) : null,
    drawFilter('only', say(sheet.only), values.map((value) => [value, nameOnly(name, value)])),
    picks.length ? drawFilter('pick', say('pick'), picks.map((value) => [value, namePick(value)])) : null,
    el('button', { type: 'button', id: 'copy', onclick: copyRows }, say('copy')),
    el('button', { type: 'button', id: 'download', onclick: downloadRows }, say('download')),
    CORRECTABLE[name] ? drawLoad() : null);
}

/** A value of the column a sheet is filtered by, in words. */
function nameOnly(name, value) {
  const { only } = SHEETS[name];
  if (only === 'subtype') return label('instruments', value);
  return term(['stated', 'level', 'status', 'what', 'origin'].includes(only) ? `${only}_${value}` : value);
}

function namePick(value) {
  return DATA.words[`pick_${value}`] ? say(`pick_${value}`, DATA.loose[language()]) : say(value);
}

/** A link to rows of a table, with their number. */
function seeRows(changes) {
  const { sub, only, pick } = changes;
  const name = [only && nameOnly(sub, only), pick && namePick(pick)].filter(Boolean).join(say('comma')) || say(`sheet_${sub}`);
  return link({ view: 'tables', ...changes }, null, say('see_rows', name, selectRows(sub, changes).length));
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

/** Every two plans that share text, as the rows name them. */
function listPassagePairs() {
  return [...new Map(rows('shared_passages').map((row) => [plansOf(row), `${planName(row.plan_a)} × ${planName(row.plan_b)}`]))];
}

/** The plan of a row, of a passage both. */
function plansOf(row) {
  return row.plan_a ? `${row.plan_a} ${row.plan_b}` : row.plan_id;
}

function isOfPlan(row, plan) {
  return !plan || plansOf(row) === plan || (plan === 'pair' && Boolean(sideOf(row.plan_id)));
}

/** Rows as searched, filtered and sorted: by the address, or as given. */
function selectRows(name, chosen = state) {
  const sheet = SHEETS[name];
  const specs = listColumns(name);
  const pick = (sheet.picks || {})[chosen.pick] || (() => true);
  let found = rows(name).filter((row) => isOfPlan(row, chosen.plan) && (!chosen.only || row[sheet.only] === chosen.only) && pick(row));
  if (chosen.q) found = found.filter((row) => matches(foldRow(name, row, specs), chosen.q));
  const spec = specs.find((item) => item.key === chosen.sort);
  if (!spec) return found;
  const sign = chosen.dir === 'desc' ? -1 : 1;
  const collator = new Intl.Collator(state.lang === 'zh' ? 'zh-CN' : 'en', { numeric: true });
  const numeric = spec.order || spec.number;
  const value = numeric || ((row) => textOf(spec, row));
  const empty = (x) => x === null || x === '';
  return found.map((row) => [value(row), row]).sort(([x, p], [y, q]) => {
    if (empty(x) || empty(y)) return Number(empty(x)) - Number(empty(y)) || p._row - q._row;
    const order = numeric ? x - y : collator.compare(x, y);
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
  for (const key of ['plan', 'only', 'pick']) {
    const box = document.getElementById(`filter-${key}`);
    if (box) box.value = state[key] || '';
  }
  drawHeads(name);
  drawInSlices(foldRows(name), () => drawFound(name, before));
}

/** Fold what is searched, a step for each row, so that the search itself is quick. */
function* foldRows(name) {
  if (!state.q) return;
  const specs = listColumns(name);
  yield* eachInTurn(rows(name), (row) => foldRow(name, row, specs));
}

function drawFound(name, before) {
  waiting = selectRows(name);
  document.querySelector('.sheet tbody').replaceChildren();
  document.querySelector('.sheet').scrollTop = 0;
  document.getElementById('count').textContent = say('count', waiting.length, rows(name).length);
  const chosen = state.row ? waiting.findIndex((row) => SHEETS[name].id(row) === state.row) : -1;
  addRows(Math.max(CHUNK, chosen + 20), () => {
    const node = document.querySelector('.sheet tr.chosen');
    if (node && (!before || before.row !== state.row)) node.scrollIntoView({ block: 'center' });
  });
}

function drawHeads(name) {
  const head = document.querySelector('.sheet thead');
  const held = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.sort : '';
  head.replaceChildren(el('tr', null,
    el('th', { scope: 'col' }, say('source')),
    listColumns(name).map((spec) => {
      const active = state.sort === spec.key;
      const down = active && state.dir === 'desc';
      return el('th', { scope: 'col', 'aria-sort': active ? (down ? 'descending' : 'ascending') : 'none', class: spec.number ? 'number' : null, 'data-label': say(spec.key) },
        el('button', { type: 'button', 'data-sort': spec.key, onclick: () => sortBy(spec.key) },
          say(spec.key), el('span', { 'aria-hidden': 'true', class: 'arrow' }, active ? (down ? '▼' : '▲') : '↕')));
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

/** Draw the next rows of those that wait, then do what follows. */
function addRows(count, then = () => {}) {
  const name = currentSheet();
  const specs = listColumns(name);
  const body = document.querySelector('.sheet tbody');
  const more = document.getElementById('more');
  more.hidden = true;
  drawInSlices(eachInTurn(waiting.splice(0, count), (row) => body.append(drawRow(name, specs, row))), () => {
    more.hidden = !waiting.length;
    then();
  });
}

function drawRow(name, specs, row) {
  const sheet = SHEETS[name];
  const target = sheet.go(row);
  const chosen = sheet.id(row) === state.row;
  const drawn = el('tr', { class: chosen ? 'chosen' : null, 'data-row': row._row },
    el('td', null, target ? link(target, { class: 'open', 'aria-label': say('open_row', textOf(specs[0], row)) }, say('open')) : '',
      drawCorrectOf(name, row)),
    specs.map((spec) => el('td', { 'data-label': say(spec.key), class: [spec.number && 'number', spec.amount && 'amount', spec.long && 'long', spec.wide && 'title', spec.narrow && 'narrow', spec.name && 'name'].filter(Boolean).join(' ') || null },
      spec.long ? el('div', { class: 'clamp' }, spec.show(row)) : spec.show(row))));
  if (state.q) markRow(drawn);
  return drawn;
}

/** Mark the hits in a row's cells; what is cut off after a few lines shows whole where it holds one. */
function markRow(row) {
  for (const cell of [...row.cells].slice(1)) markHits(cell, state.q);
  for (const long of row.querySelectorAll('.clamp')) if (long.querySelector('mark')) long.classList.remove('clamp');
}

/** A click anywhere on a row opens its sentence, unless text is being selected. */
function chooseRow(event) {
  if (event.target.closest('a, button') || !window.getSelection().isCollapsed) return;
  const open = event.target.closest('tr').querySelector('a.open');
  if (open) open.click();
}

/** More rows when the reader comes near the last; the button does the same where nothing watches. */
function watchEnd() {
  if (!('IntersectionObserver' in window)) return;
  new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting) && !work) addRows(CHUNK);
  }, { root: document.querySelector('.sheet'), rootMargin: '800px 0px' }).observe(document.getElementById('more'));
}

/** What is shown, with its headings, as tab-separated text for a spreadsheet. */
function copyRows() {
  const name = currentSheet();
  const specs = listColumns(name);
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

/** The rows shown, with the columns of data/processed under their headings, and the division codes. */
function listCsv(name) {
  const columns = Object.keys(DATA.heads[name]);
  const codes = codeColumns(name);
  return [[...columns.map((key) => DATA.heads[name][key][language()]), ...codes.map(([head]) => head)],
    ...selectRows(name).map((row) => [...columns.map((key) => (key in row ? row[key] : cutCell(name, row, key))), ...codes.map(([, show]) => show(row))])];
}

function downloadRows() {
  const name = currentSheet();
  saveCsv(`${name}.csv`, listCsv(name));
}

/** Lines of cells as a file to keep: UTF-8 with a byte order mark, as Excel needs it. */
function saveCsv(file, lines) {
  const text = `\ufeff${lines.map((cells) => cells.map(quoteCell).join(',')).join('\r\n')}\r\n`;
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const anchor = el('a', { href: url, download: file });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  window.setTimeout(() => URL.revokeObjectURL(url), 10000);
  announce(say('downloaded', file));
}
