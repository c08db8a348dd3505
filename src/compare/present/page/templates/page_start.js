// Header, switches, and drawing the view the address names.

const DRAW = { overview: drawOverview, counterparts: drawCounterpartsView, read: drawRead, tables: drawTables, departments: drawDepartments };
const FRESH = {
  overview: () => '',
  counterparts: () => '',
  read: () => '',
  tables: () => state.sub,
  departments: () => '',
};
const UPDATE = {
  overview: () => {},
  counterparts: updateCounterparts,
  read: updateRead,
  tables: updateTables,
  departments: updateDepartments,
};
let drawn = '';
let fresh = false; // whether the view is still being drawn; its end will read the newest state

function drawHeader() {
  const views = VIEWS.filter((view) => (view !== 'departments' || DATA.sizes.assignments) && (view !== 'counterparts' || state.b));
  return el('header', { class: 'top' },
    el('a', { class: 'skip', href: '#main', onclick: skipToMain }, say('skip')),
    el('div', { class: 'bar' },
      el('p', { class: 'name' }, say('title')),
      el('nav', { 'aria-label': say('views') }, views.map((view) =>
        link({ view, sub: '' }, { 'aria-current': state.view === view ? 'page' : null }, say(`view_${view}`)))),
      el('div', { class: 'switches' },
        corrections().length ? el('button', { type: 'button', id: 'corrections', onclick: openCorrections }, say('corrections', corrections().length)) : null,
        PLANS.length === 2 ? el('a', { id: 'swap', class: 'button', href: address({ a: state.b, b: state.a }) }, say('take_side', planName(state.b))) : null,
        el('a', { id: 'lang', class: 'button', lang: state.lang === 'zh' ? 'en' : 'zh-CN',
          href: address({ lang: state.lang === 'zh' ? 'en' : 'zh' }) }, state.lang === 'zh' ? 'English' : '中文'),
        el('a', { id: 'theme', class: 'button', href: address({ theme: isDark() ? 'light' : 'dark' }) },
          say(isDark() ? 'theme_light' : 'theme_dark')))),
    PLANS.length > 2 ? drawChoice() : null);
}

function drawChoice() {
  const choose = (side, other) => el('label', null, say(`choose_${side}`),
    el('select', { id: `plan-${side}`, onchange: (event) => choosePlan(side, other, event.target.value) },
      PLANS.map((plan) => el('option', { value: plan, selected: plan === state[side] }, planName(plan)))));
  return el('div', { class: 'choice' }, choose('a', 'b'), choose('b', 'a'),
    el('a', { id: 'swap', class: 'button', href: address({ a: state.b, b: state.a }) }, say('swap')));
}

function choosePlan(side, other, plan) {
  const changes = { [side]: plan, task: '', at: '' };
  if (plan === state[other]) changes[other] = state[side];
  go(changes);
}

function skipToMain(event) {
  event.preventDefault();
  document.getElementById('main').focus();
}

function isDark() {
  if (state.theme) return state.theme === 'dark';
  return window.matchMedia('(prefers-color-scheme: dark)').matches;
}

/** Draw what the address says; within one view only what changed. */
function show() {
  const before = state;
  state = readAddress();
  document.title = `${say(`view_${state.view}`)} · ${say('title')}`;
  const key = [state.view, state.a, state.b, state.lang, FRESH[state.view]()].join(' ');
  const header = drawHeader();
  const page = document.getElementById('page');
  if (key === drawn) {
    keepFocus(() => page.querySelector('header.top').replaceWith(header));
    dressPage();
    measureHeader();
    if (!fresh) UPDATE[state.view](before);
    return;
  }
  drawn = key;
  drawAfresh(page, header, before);
}

/** Height of the view and place in it, where it is to replace itself. */
function measurePlace(before) {
  const main = document.getElementById('main');
  return main && before && before.view === state.view ? { height: main.offsetHeight, top: window.scrollY } : null;
}

/**
 * A view from nothing; where it replaces itself, the page keeps its height and place meanwhile.
 * The old view goes before language and colours change, or the browser would lay it out once more.
 */
function drawAfresh(page, header, before) {
  const at = measurePlace(before);
  const held = document.activeElement || document.body;
  const focus = held.id;
  held.blur();
  // Charts out of sight have a height only guessed at, from which the place would be lost.
  const main = el('main', { id: 'main', tabindex: '-1', class: `view ${state.view}${at ? ' whole' : ''}` });
  if (at) main.style.minHeight = `${at.height}px`;
  page.replaceChildren(header, main, drawFoot(), el('p', { id: 'live', class: 'hidden', role: 'status' }));
  dressPage();
  measureHeader();
  window.scrollTo(0, at ? at.top : 0);
  if (before && !at) main.focus({ preventScroll: true });
  else focusOn(focus);
  fresh = true;
  drawInSlices(DRAW[state.view](main), () => {
    fresh = false;
    main.style.minHeight = '';
    if (document.activeElement === document.body) focusOn(focus);
    UPDATE[state.view](null);
  });
}

/** What stands below the header keeps clear of it, one line high or three. */
function measureHeader() {
  document.documentElement.style.setProperty('--top', `${document.querySelector('header.top').offsetHeight}px`);
}

function focusOn(id) {
  const node = id && document.getElementById(id);
  if (node) node.focus({ preventScroll: true });
}

/** Language and colours; only what changes is set, since each setting has the page styled anew. */
function dressPage() {
  const root = document.documentElement;
  const looks = { lang: state.lang === 'zh' ? 'zh-CN' : 'en', 'data-theme': isDark() ? 'dark' : 'light' };
  for (const [name, value] of Object.entries(looks)) {
    if (root.getAttribute(name) !== value) root.setAttribute(name, value);
  }
}

/** Swap elements without losing the place of the keyboard. */
function keepFocus(change) {
  const held = document.activeElement;
  const links = () => [...document.querySelectorAll('header.top a, header.top select, header.top button, #states a')];
  const position = links().indexOf(held);
  change();
  if (position >= 0 && links()[position]) links()[position].focus({ preventScroll: true });
}

function drawFoot() {
  return el('footer', null, say('foot'));
}

window.addEventListener('resize', () => { if (state) measureHeader(); });
window.addEventListener('hashchange', () => { if (state) show(); });
window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { if (state) show(); });

// Paper shows no later frame and no next page of rows.
window.addEventListener('beforeprint', () => {
  drawRest();
  if (state && state.view === 'tables' && waiting.length) addRows(waiting.length);
  drawRest();
});

// Without a Chinese font on the machine, words drawn before the page's own is ready stay boxes.
const font = document.fonts && document.fonts.load ? document.fonts.load("16px 'compare Sans'", '规') : Promise.resolve();
font.then(show, show);
