// Corrections: what a reader finds wrong in a row, kept here and taken away as corrections.csv.

const CORRECTED = ['plan_id', 'place', 'old', 'new', 'reason'];
const CODED = {
  'tasks kind': ['key_task', 'safeguard'],
  'assignments role': ['lead', 'responsible', 'support'],
  'assignments scope': ['task', 'item', 'section', 'document'],
  'targets kind': ['target', 'baseline', 'achievement'],
  'targets cadence': ['', 'annual', 'once', 'standing'],
  'targets aspirational': ['true', 'false'],
}; // the values such a column may have
const CORRECTABLE = {
  tasks: { columns: ['title', 'body', 'kind'], place: (row, column) => `tasks ${row.task_id} ${column}` },
  assignments: {
    columns: ['name', 'role', 'scope', 'name_as_written'],
    place: (row, column) => `assignments ${row.task_id} ${row.position} ${column}`,
  },
  targets: {
    columns: ['indicator', 'value', 'value_high', 'unit', 'year', 'kind', 'comparator', 'aspirational', 'cadence', 'owner', 'task_id'],
    place: (row, column) => `targets ${row.target_id} ${column}`,
  },
};

/** Kept in the browser, so that a closed page loses nothing; where that is refused, until it closes. */
function corrections() {
  return once('corrections', () => {
    try {
      const kept = JSON.parse(window.localStorage.getItem(correctionsKey()) || '[]');
      return Array.isArray(kept) ? kept.filter((item) => item && CORRECTED.every((key) => typeof item[key] === 'string')) : [];
    } catch { return []; }
  });
}

function correctionsKey() {
  return `corrections ${rows('plans').map((row) => row.sha256.slice(0, 12)).join(' ')}`;
}

function keepCorrections(found) {
  memo.set('corrections', found);
  try { window.localStorage.setItem(correctionsKey(), JSON.stringify(found)); } catch { /* until it closes */ }
  show();
}

/** The button of a row; its words name the row for those who do not see where it stands. */
function drawCorrect(table, row) {
  const spec = CORRECTABLE[table];
  const held = corrections().some((item) => spec.columns.some((column) => item.place === spec.place(row, column) && item.plan_id === row.plan_id));
  return el('button', {
    type: 'button', class: held ? 'plain correct held' : 'plain correct', onclick: () => openCorrection(table, row),
    'aria-label': say('correct_row', row.title || row.name_as_written || row.indicator || ''),
  }, say(held ? 'corrected' : 'correct'));
}

/** The columns that the table of this page has, the first of them chosen. */
function openCorrection(table, row) {
  const columns = CORRECTABLE[table].columns.filter((column) => columnsOf(table).includes(column));
  const old = el('p', { id: 'correct-old', lang: 'zh-CN' });
  const fresh = el('span', null);
  const reason = el('input', { id: 'correct-reason', type: 'text', autocomplete: 'off' });
  const told = el('p', { role: 'alert', class: 'fault' });
  const choose = el('select', { id: 'correct-column', onchange: () => fillIn() },
    columns.map((column) => el('option', { value: column }, DATA.heads[table][column][language()])));
  const fillIn = () => {
    const known = corrections().find((item) => item.place === CORRECTABLE[table].place(row, choose.value) && item.plan_id === row.plan_id);
    old.textContent = nameCode(table, choose.value, row[choose.value]);
    fresh.replaceChildren(drawNewValue(table, choose.value, known ? known.new : row[choose.value]));
    reason.value = known ? known.reason : '';
  };
  const keep = () => {
    if (!reason.value.trim()) { told.textContent = say('reason_needed'); reason.focus(); return; }
    const given = fresh.firstChild.value.trim();
    if (given === row[choose.value]) { told.textContent = say('nothing_changed'); fresh.firstChild.focus(); return; }
    const item = {
      plan_id: row.plan_id, place: CORRECTABLE[table].place(row, choose.value), old: row[choose.value], new: given, reason: reason.value.trim(),
    };
    closeDialog();
    keepCorrections([...corrections().filter((other) => other.place !== item.place || other.plan_id !== item.plan_id), item]);
    if (state.view === 'tables' || state.view === 'counterparts') UPDATE[state.view](state);
    focusOn('corrections');
    announce(say('correction_kept', corrections().length));
  };
  openDialog(say('correct_title'), [
    el('p', null, badge(row.plan_id), ' ', zh('span', null, row.title || row.name_as_written || row.indicator)),
    el('label', null, say('correct_column'), choose),
    el('div', null, el('b', null, say('correct_old')), old),
    el('label', null, say('correct_new'), fresh),
    el('label', null, say('correct_reason'), reason),
    told,
    el('p', { class: 'buttons' }, el('button', { type: 'button', id: 'correct-keep', class: 'main', onclick: keep }, say('correct_keep')),
      el('button', { type: 'button', onclick: closeDialog }, say('cancel'))),
    el('p', { class: 'note' }, say('correct_note'))]);
  fillIn();
}

function drawNewValue(table, name, value) {
  const codes = CODED[`${table} ${name}`];
  if (!codes) {
    const area = el('textarea', { id: 'correct-new', rows: 3 });
    area.value = value;
    return area;
  }
  return el('select', { id: 'correct-new' }, codes.map((code) => el('option', { value: code, selected: code === value }, nameCode(table, name, code))));
}

/** A value as a reader knows it: key_task → 重点任务. */
function nameCode(table, name, value) {
  if (value === '') return say('empty_cell');
  if (name === 'aspirational') return say(value === 'true' ? 'yes' : 'no');
  return CODED[`${table} ${name}`] ? term(name === 'scope' ? `scope_${value}` : value) : value;
}

/** targets haian-t1 unit → 数量 · 单位; what a file brought and no row of the page has stays as it is. */
function namePlace(place) {
  const { table, column } = readCell(place);
  return column ? `${say(`sheet_${table}`)} · ${DATA.heads[table][column][language()]}` : el('code', null, place);
}

function tellValue(place, value) {
  const { table, column } = readCell(place);
  return column ? nameCode(table, column, value) : value || say('empty_cell');
}

function readCell(place) {
  const parts = place.split(' ');
  const [table, column] = [parts[0], parts[parts.length - 1]];
  return CORRECTABLE[table] && CORRECTABLE[table].columns.includes(column) ? { table, column } : {};
}

/** All that is kept, to look through, take back and download. */
function openCorrections() {
  const drop = (item) => { keepCorrections(corrections().filter((other) => other !== item)); if (corrections().length) openCorrections(); else closeDialog(); };
  openDialog(say('corrections', corrections().length), [
    el('p', { class: 'note' }, say('corrections_note')),
    el('ul', { class: 'kept' }, corrections().map((item) => el('li', null,
      el('p', null, badge(item.plan_id), ' ', namePlace(item.place)),
      el('p', null, zh('del', null, tellValue(item.place, item.old)), ' → ', zh('ins', null, tellValue(item.place, item.new))), el('p', { class: 'note' }, item.reason),
      el('button', { type: 'button', class: 'plain', onclick: () => drop(item), 'aria-label': say('take_back_row', item.place) }, say('take_back'))))),
    el('p', { class: 'buttons' }, el('button', { type: 'button', id: 'corrections-download', class: 'main', onclick: downloadCorrections }, say('download_corrections')),
      el('button', { type: 'button', onclick: closeDialog }, say('close')))]);
}

function downloadCorrections() {
  saveCsv('corrections.csv', [CORRECTED, ...corrections().map((item) => CORRECTED.map((key) => item[key]))]);
}

/** What a table offers: to bring back corrections that were taken away as a file. */
function drawLoad() {
  return el('label', { class: 'button load' }, say('load_corrections'),
    el('input', { type: 'file', id: 'load', class: 'hidden', accept: '.csv,text/csv', onchange: (event) => event.target.files[0].text().then(loadCorrections) }));
}

/** Add the corrections of a file to those kept; of one place the file's is taken. */
function loadCorrections(text) {
  const [head, ...lines] = readCsv(text.replace(/^\ufeff/, ''));
  const lacking = CORRECTED.filter((key) => !head.includes(key));
  if (lacking.length) { openDialog(say('load_corrections'), [el('p', { class: 'fault' }, say('corrections_unread', lacking.join(say('comma')))),
    el('p', { class: 'buttons' }, el('button', { type: 'button', onclick: closeDialog }, say('close')))]); return; }
  const given = lines.filter((cells) => cells.length === head.length)
    .map((cells) => Object.fromEntries(CORRECTED.map((key) => [key, freeFormula(cells[head.indexOf(key)])])));
  const key = (item) => `${item.plan_id} ${item.place}`;
  const fresh = new Set(given.map(key));
  keepCorrections([...corrections().filter((item) => !fresh.has(key(item))), ...given]);
  if (state.view === 'tables') UPDATE.tables(state);
  announce(say('corrections_loaded', given.length));
}

/** The cells of a CSV text, line by line; a quoted cell may hold line ends. */
function readCsv(text) {
  const lines = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    lines[lines.length - 1].push(quoted === undefined ? plain : quoted.replace(/""/g, '"'));
    if (end !== ',') lines.push([]);
  }
  return lines.filter((cells) => cells.some(Boolean));
}

/** The text that `guard` was given. */
function freeFormula(cell) {
  return cell.startsWith("'") && guard(cell.slice(1)) === cell ? cell.slice(1) : cell;
}

function openDialog(title, content) {
  closeDialog();
  const dialog = el('dialog', { id: 'dialog', 'aria-labelledby': 'dialog-title' }, el('h2', { id: 'dialog-title' }, title), content);
  document.body.append(dialog);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.showModal();
}

function closeDialog() {
  const dialog = document.getElementById('dialog');
  if (dialog) dialog.close();
}
