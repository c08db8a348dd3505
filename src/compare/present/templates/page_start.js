// Header, switches, and drawing the view the address names.

const DRAW = { overview: drawOverview, read: drawRead, tables: drawTables, departments: drawDepartments };
const FRESH = {
  overview: () => '',
  read: () => '',
  tables: () => state.sub,
  departments: () => '',
};
const UPDATE = {
  overview: () => {},
  read: updateRead,
  tables: updateTables,
  departments: updateDepartments,
};
let drawn = '';

function drawHeader() {
  const views = VIEWS.filter((view) => view !== 'departments' || rows('assignments').length);
  return el('header', { class: 'top' },
    el('a', { class: 'skip', href: '#main', onclick: skipToMain }, say('skip')),
    el('div', { class: 'bar' },
      el('p', { class: 'name' }, say('title')),
      el('nav', { 'aria-label': say('views') }, views.map((view) =>
        link({ view, sub: '' }, { 'aria-current': state.view === view ? 'page' : null }, say(`view_${view}`)))),
      el('div', { class: 'switches' },
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
  document.documentElement.lang = state.lang === 'zh' ? 'zh-CN' : 'en';
  document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
  document.title = `${say(`view_${state.view}`)} · ${say('title')}`;
  const key = [state.view, state.a, state.b, state.lang, FRESH[state.view]()].join(' ');
  const header = drawHeader();
  const page = document.getElementById('page');
  if (key === drawn) {
    keepFocus(() => page.querySelector('header.top').replaceWith(header));
    UPDATE[state.view](before);
    return;
  }
  const focus = document.activeElement && document.activeElement.id;
  drawn = key;
  const main = el('main', { id: 'main', tabindex: '-1', class: `view ${state.view}` });
  page.replaceChildren(header, main, drawFoot(), el('p', { id: 'live', class: 'hidden', role: 'status' }));
  DRAW[state.view](main);
  UPDATE[state.view](null);
  if (before && before.view !== state.view) {
    window.scrollTo(0, 0);
    main.focus({ preventScroll: true });
  } else if (focus && document.getElementById(focus)) {
    document.getElementById(focus).focus({ preventScroll: true });
  }
}

/** Swap elements without losing the place of the keyboard. */
function keepFocus(change) {
  const held = document.activeElement;
  const links = () => [...document.querySelectorAll('header.top a, header.top select')];
  const position = links().indexOf(held);
  change();
  if (position >= 0 && links()[position]) links()[position].focus({ preventScroll: true });
}

function drawFoot() {
  return el('footer', null, say('foot'));
}

window.addEventListener('hashchange', () => { if (state) show(); });
window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { if (state) show(); });

// Without a Chinese font on the machine, words drawn before the page's own is ready stay boxes.
const font = document.fonts && document.fonts.load ? document.fonts.load("16px 'compare Sans'", '规') : Promise.resolve();
font.then(show, show);
