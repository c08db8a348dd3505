// Departments: the whole list of duties of one department in each plan.

/** The departments that a plan names, or any of them, the one with most tasks first. */
function listDepartments(plan = '') {
  return once(`departments by load ${plan}`, () => rows('departments').map((row) => ({
    id: row.department_id,
    tasks: new Set(of('assignments', 'department_id', row.department_id).filter((item) => isOfPlan(item, plan)).map((item) => item.task_id)).size,
  })).filter((item) => item.tasks).sort((x, y) => y.tasks - x.tasks || (x.id < y.id ? -1 : 1)));
}

function* drawDepartments(main) {
  main.append(
    el('h1', { class: 'hidden' }, say('view_departments')),
    el('div', { class: 'bureaus' },
      el('nav', { 'aria-label': say('view_departments') },
        el('label', null, say('search_department'),
          el('input', { type: 'search', id: 'search', autocomplete: 'off', oninput: typed })),
        PLANS.length > 1 ? drawFilter('plan', say('named_in'), PLANS.map((plan) => [plan, planName(plan)])) : null,
        el('p', { class: 'note', id: 'count', role: 'status' }),
        el('ul', { id: 'bureaus' })),
      el('div', { id: 'duties' })));
}

function updateDepartments(before) {
  const plan = PLANS.includes(state.plan) ? state.plan : '';
  const found = listDepartments(plan).filter(({ id }) => !state.q || matches(foldDepartment(id), state.q));
  const search = document.getElementById('search');
  if (document.activeElement !== search) search.value = state.q || '';
  const known = listDepartments(plan).map((item) => item.id);
  const filter = document.getElementById('filter-plan');
  if (filter) filter.value = plan;
  document.getElementById('count').textContent = say('count_departments', found.length);
  const chosen = known.includes(state.dept) ? state.dept : known[0];
  const held = document.activeElement && document.activeElement.dataset.dept;
  const box = document.getElementById('bureaus');
  const scrolled = box.scrollTop;
  box.replaceChildren(...found.map(({ id, tasks }) => el('li', null,
    link({ dept: id }, { 'data-dept': id, 'aria-current': id === chosen ? 'true' : null },
      el('span', null, label('departments', id)), el('span', { class: 'tally' }, say('n_tasks', tasks))))));
  if (!found.length) box.append(el('li', null, say('nothing')));
  if (state.q) for (const entry of box.querySelectorAll('a')) markHits(entry.firstChild, state.q);
  box.scrollTop = scrolled;
  if (held) (box.querySelector(`[data-dept="${CSS.escape(held)}"]`) || search).focus({ preventScroll: true });
  if (!before || before.dept !== state.dept || before.plan !== state.plan || !document.getElementById('duties').childNodes.length) drawInSlices(drawDuties(chosen), () => {});
  const current = box.querySelector('[aria-current]');
  if (current && !before) box.scrollTop = current.offsetTop - box.offsetTop - 60;
}

/** Every way the department is written, in both languages. */
function foldDepartment(id) {
  return once(`fold department ${id}`, () => fold([
    ...(DATA.labels.departments[id] || []),
    ...new Set(of('assignments', 'department_id', id).flatMap((row) => [row.name, row.name_as_written])),
  ].join(' ')));
}

function* drawDuties(id) {
  const row = of('departments', 'department_id', id)[0];
  const box = document.getElementById('duties');
  if (!row) { box.replaceChildren(el('p', null, say('nothing'))); return; }
  const name = label('departments', id);
  const order = [...PLANS].sort((x, y) => rankOfPlan(x) - rankOfPlan(y));
  const columns = el('div', { class: 'columns' });
  box.replaceChildren(
    el('h2', null, name, language() && row.name_zh !== name ? zh('span', { class: 'other' }, ` ${row.name_zh}`) : ''),
    el('p', { class: 'note' }, term(`kind_${row.kind}`), row.status === 'derived' ? ` · ${say('derived')}` : ''),
    columns);
  for (const plan of order) yield* drawPlanDuties(columns, id, plan);
}

/** The two chosen plans first, the others in catalogue order. */
function rankOfPlan(plan) {
  const side = [state.plan || state.a, state.a, state.b].indexOf(plan);
  return side < 0 ? 3 + PLANS.indexOf(plan) : side;
}

function* drawPlanDuties(columns, id, plan) {
  const own = of('assignments', 'department_id', id).filter((row) => row.plan_id === plan);
  const load = of('workload', 'department_id', id).find((row) => row.plan_id === plan && row.grain === DATA.grain);
  const functions = of('department_functions', 'department_id', id).filter((row) => row.plan_id === plan);
  const names = [...new Set(own.map((row) => row.name_as_written))];
  const section = el('section', { class: 'duties' },
    el('h3', null, badge(plan)),
    own.length ? list([
      [say('named_as'), zh('span', null, names.join('、'))],
      [say('functions'), zh('span', null, functions.map((row) => row.function_zh).join('、'))],
      [say('share_of'), load ? say(`share_${DATA.grain}`, percent(load.share), load.mentions, load.rank) : ''],
    ]) : el('p', null, say('not_named')));
  columns.append(section);
  yield;
  for (const role of ['lead', 'responsible', 'support']) {
    yield* drawRole(section, own.filter((row) => row.role === role), role);
  }
}

function* drawRole(section, own, role) {
  if (!own.length) return;
  const duties = el('ul');
  section.append(el('div', { class: 'role' }, el('h4', null, say('role_count', term(role), own.length)), duties));
  yield* eachInTurn(own, (row) => duties.append(el('li', null,
    el('details', { ontoggle: fillDuty },
      el('summary', { 'data-task': row.task_id, 'data-mark': `d${row._row}` },
        zh('span', null, `${placeOf(row.task_id)} ${label('tasks', row.task_id)}`),
        row.scope === 'task' ? null : el('span', { class: 'scope' }, term(`scope_${row.scope}`)))))));
}

/** The words of a duty are put in when it is first opened. */
function fillDuty(event) {
  const box = event.currentTarget;
  if (!box.open || box.querySelector('.duty')) return;
  const { task: id, mark: at } = box.querySelector('summary').dataset;
  const row = task(id);
  box.append(el('div', { class: 'duty' },
    zh('p', null, row.title === label('tasks', id) ? '' : `${row.title}。`, row.body),
    el('p', null, link(toTask(id), null, say('read_task')), ' · ', link(toPlace(row.plan_id, at), null, say('read_clause')))));
}
