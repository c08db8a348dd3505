// Data, state, elements: what every view stands on.

const DATA = readPart('data');
const PLANS = DATA.order;
const VIEWS = ['overview', 'counterparts', 'read', 'tables', 'departments'];
const memo = new Map();

/** What a data element of the page holds. */
function readPart(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

/** The value of `make()`, made once per key. */
function once(key, make) {
  if (!memo.has(key)) memo.set(key, make());
  return memo.get(key);
}

/** Rows of a table as objects; `_row` is the row's place. */
function rows(name) {
  return once(`rows ${name}`, () => {
    const { columns, rows: cells } = readPart(`table-${name}`);
    memo.set(`columns ${name}`, columns);
    return cells.map((row, place) => {
      const item = { _row: place };
      columns.forEach((column, i) => { item[column] = row[i]; });
      return item;
    });
  });
}

/** The names of a table's columns, in order. */
function columnsOf(name) {
  rows(name);
  return memo.get(`columns ${name}`);
}

/** A plan's text and headings, read when they are first asked for. */
function source(plan) {
  return once(`source ${plan}`, () => readPart(`plan-${PLANS.indexOf(plan)}`));
}

/** Map from a column's value to the rows that hold it, in order. */
function groups(name, column) {
  return once(`groups ${name} ${column}`, () => {
    const found = new Map();
    for (const row of rows(name)) {
      if (!found.has(row[column])) found.set(row[column], []);
      found.get(row[column]).push(row);
    }
    return found;
  });
}

function of(name, column, value) {
  return groups(name, column).get(value) || [];
}

function task(id) {
  return of('tasks', 'task_id', id)[0];
}

// ---- words and labels -------------------------------------------------------------------

function language() {
  return state.lang === 'en' ? 1 : 0;
}

/** The page's wording; {0}, {1} … are filled in. */
function say(key, ...values) {
  const word = DATA.words[key];
  if (!word) throw new Error(`no wording for ${key}`);
  return word[language()].replace(/\{(\d)\}/g, (_, i) => String(values[i]));
}

function label(kind, id) {
  const pair = DATA.labels[kind][id];
  return pair ? pair[language()] : id;
}

function planName(id) {
  return label('plans', id);
}

/** Where a task stands in its document, as offices cite it: 三、（七）1. */
function placeOf(id) {
  return label('places', id);
}

/** A closed value of a column (lead, verbatim …) in words; what has no wording stays. */
function term(value) {
  const word = DATA.words[`value_${value}`];
  return word ? word[language()] : value;
}

/** The indicator of a row; where another goes by the same name, with what tells them apart. */
function indicatorName(row) {
  const alike = once('indicators of one name', () => {
    const found = new Map();
    for (const item of rows('indicators')) found.set(item.indicator, (found.get(item.indicator) || new Set()).add(item.indicator_id));
    return found;
  }).get(row.indicator);
  const told = alike && alike.size > 1 ? row.indicator_id.split('~').slice(1).map(nameKind).filter(Boolean) : [];
  return both(row, 'indicator') + (told.length ? say('in_brackets', told.join(say('comma'))) : '');
}

/** annual_average → 年均, cumulative 5 → 5年累计; a unit stays. */
function nameKind(part) {
  const [kind, years] = part.split(' ');
  const word = DATA.words[`kind_of_${years ? 'years' : kind}`];
  if (word) return say(`kind_of_${years ? 'years' : kind}`, years);
  return /\w/.test(part) ? '' : part;
}

function both(row, column) {
  return language() && row[`${column}_en`] ? row[`${column}_en`] : row[column];
}

/** 0.24594 → 24%, halves to the even number as the charts round. */
function percent(share) {
  const value = Number(share) * 100;
  const floor = Math.floor(value);
  const up = value - floor > 0.5 || (value - floor === 0.5 && floor % 2 === 1);
  return `${floor + (up ? 1 : 0)}%`;
}

function number(value) {
  return String(value).replace(/^(-?\d+)/, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ','));
}

/** 1.2 → +1.20 */
function pace(value) {
  if (value === '') return '';
  return (Number(value) >= 0 ? '+' : '−') + Math.abs(Number(value)).toFixed(2);
}

// ---- texts ------------------------------------------------------------------------------

/** Offsets count characters; where a text has some beyond 16 bits, places in the string differ. */
function place(plan, offset) {
  const places = once(`places ${plan}`, () => {
    const { text } = source(plan);
    if (!/[\ud800-\udbff]/.test(text)) return null;
    const found = [];
    let at = 0;
    for (const sign of text) { found.push(at); at += sign.length; }
    found.push(at);
    return found;
  });
  return places ? places[Number(offset)] : Number(offset);
}

function cut(plan, start, end) {
  return source(plan).text.slice(place(plan, start), place(plan, end));
}

// ---- elements ---------------------------------------------------------------------------

/** An element; attributes `on…` are listeners, false and null leave an attribute out. */
function el(name, attributes, ...children) {
  const node = document.createElement(name);
  dress(node, attributes || {});
  fill(node, children);
  return node;
}

function svg(name, attributes, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  dress(node, attributes || {});
  fill(node, children);
  return node;
}

function dress(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'size') node.style.setProperty('--size', value);
    else node.setAttribute(name, value === true ? '' : value);
  }
}

function fill(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === '') continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Text of a plan, always marked as Chinese. */
function zh(name, attributes, ...children) {
  return el(name, { lang: 'zh-CN', ...attributes }, ...children);
}

/** The sign of a plan in the pair: a shape as well as a colour. */
function badge(plan) {
  const side = plan === state.a ? 'a' : plan === state.b ? 'b' : 'other';
  return el('span', { class: `badge ${side}` }, planName(plan));
}

function announce(text) {
  const live = document.getElementById('live');
  live.textContent = '';
  window.setTimeout(() => { live.textContent = text; }, 50);
}

// ---- state and addresses ----------------------------------------------------------------

let state = null;

const KEPT = {
  overview: [],
  counterparts: ['by', 'only', 'q'],
  read: ['task', 'at', 'off'],
  tables: ['q', 'sort', 'dir', 'row', 'plan', 'only', 'pick'],
  departments: ['dept', 'q', 'plan'],
};
const COMMON = ['a', 'b', 'lang', 'theme'];

function readAddress() {
  const [path, query = ''] = window.location.hash.replace(/^#/, '').split('?');
  const [view, sub = ''] = path.split('/');
  const given = new URLSearchParams(query);
  const found = {
    view: VIEWS.includes(view) ? view : 'overview',
    sub,
    a: DATA.chosen[0],
    b: DATA.chosen[1],
    lang: DATA.lang,
    theme: '',
  };
  for (const key of [...COMMON, ...KEPT[found.view]]) {
    if (given.get(key)) found[key] = given.get(key);
  }
  return repair(found);
}

/** An address that names no plan, language or view of this page falls back to what there is. */
function repair(found) {
  if (!PLANS.includes(found.a)) [found.a] = DATA.chosen;
  if (PLANS.length > 1 && (!PLANS.includes(found.b) || found.b === found.a)) {
    found.b = DATA.chosen.find((plan) => plan !== found.a);
  }
  if (PLANS.length < 2) found.b = '';
  if (!['zh', 'en'].includes(found.lang)) found.lang = DATA.lang;
  if (!['light', 'dark'].includes(found.theme)) found.theme = '';
  return found;
}

/** The address of the present state with changes; a key set to '' is left out. */
function address(changes) {
  const next = { ...state, ...changes };
  const stays = next.view === state.view && (next.sub || '') === (state.sub || '');
  const query = new URLSearchParams();
  const defaults = { a: DATA.chosen[0], b: DATA.chosen[1], lang: DATA.lang, theme: '' };
  for (const key of COMMON) if (next[key] !== defaults[key]) query.set(key, next[key]);
  for (const key of KEPT[next.view]) {
    const value = stays || key in changes ? next[key] : '';
    if (value) query.set(key, value);
  }
  const text = query.toString();
  return `#${next.view}${next.sub ? `/${next.sub}` : ''}${text ? `?${text}` : ''}`;
}

function go(changes) {
  window.location.hash = address(changes);
}

/** The same view with another detail, without a step in the browser's history. */
function replace(changes) {
  window.history.replaceState(null, '', address(changes));
  show();
}

/** A link to a state of the page. */
function link(changes, attributes, ...children) {
  return el('a', { href: address(changes), ...attributes }, ...children);
}

/** Changes that lead to a task or a place in the texts; the plan comes into the pair. */
function toTask(id) {
  return { ...withPlan(task(id).plan_id), view: 'read', sub: '', task: id, at: '' };
}

function toPlace(plan, at, taskId) {
  return { ...withPlan(plan), view: 'read', sub: '', task: taskId || '', at };
}

function withPlan(plan) {
  if (plan === state.a || plan === state.b) return {};
  return { a: plan, b: state.a === plan ? state.b : state.a };
}
