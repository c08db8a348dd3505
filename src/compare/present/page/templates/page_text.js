// A plan's text cut into lines, tasks and highlights – every character as published.

/** Passages that two plans share, seen from the first of them. */
function passagesOf(a, b) {
  return once(`passages ${a} ${b}`, () => rows('shared_passages').flatMap((row) => {
    if (row.plan_a === a && row.plan_b === b) {
      return [{ row, own: [row.start_a, row.end_a, row.task_a], other: [row.start_b, row.end_b, row.task_b] }];
    }
    if (row.plan_a === b && row.plan_b === a) {
      return [{ row, own: [row.start_b, row.end_b, row.task_b], other: [row.start_a, row.end_a, row.task_a] }];
    }
    return [];
  }));
}

/** Counterparts of a task in the other plan, best first: {id, similarity, rank, matched, unsure, terms}. */
function counterparts(id, other) {
  const own = of('task_pairs', 'task_a', id).filter((row) => task(row.task_b).plan_id === other)
    .map((row) => ({ id: row.task_b, rank: Number(row.rank_a), row }));
  const turned = of('task_pairs', 'task_b', id).filter((row) => task(row.task_a).plan_id === other)
    .map((row) => ({ id: row.task_a, rank: Number(row.rank_b), row }));
  return [...own, ...turned].map(({ id: found, rank, row }) => ({
    id: found, rank, matched: row.judgement === 'counterpart', unsure: row.judgement === 'uncertain', similarity: row.similarity,
    terms: row.shared_terms,
  })).sort((x, y) => x.rank - y.rank);
}

/** Whether a task with these nearest has a counterpart: answered, unsure or unanswered. */
function answerOf(near) {
  if (near.some((row) => row.matched)) return 'answered';
  return near.some((row) => row.unsure) ? 'unsure' : 'unanswered';
}

/** Stretches of a plan to mark: start, end, class, id; lists of departments named several times once. */
function listMarks(plan, other) {
  const marks = [];
  if (other) {
    for (const { row, own } of passagesOf(plan, other)) {
      marks.push({ start: own[0], end: own[1], kind: 'passage', look: row.kind, id: `p${row._row}` });
    }
  }
  const seen = new Set();
  for (const row of of('assignments', 'plan_id', plan)) {
    const key = `${row.start}-${row.end}`;
    if (seen.has(key)) continue;
    seen.add(key);
    marks.push({ start: row.start, end: row.end, kind: 'department', look: row.role, id: `d${row._row}` });
  }
  for (const row of of('targets', 'plan_id', plan)) {
    marks.push({ start: row.start, end: row.end, kind: 'quantity', look: row.kind, id: `q${row._row}` });
  }
  return marks.map((mark) => ({ ...mark, start: place(plan, mark.start), end: place(plan, mark.end) }));
}

/** Headings and tasks of a plan in document order: {level, text, start, end, task}. */
function listOutline(plan) {
  return once(`outline ${plan}`, () => {
    const tasks = of('tasks', 'plan_id', plan)
      .map((row) => ({ row, start: place(plan, row.start), end: place(plan, row.end) }));
    const starts = new Map(tasks.map((item) => [item.start, item]));
    const heads = source(plan).outline
      .map(([level, no, title, start, end]) => ({ level, text: no + title, start: place(plan, start), end: place(plan, end) }))
      .filter((head) => !tasks.some((item) => head.start > item.start && head.start < item.end));
    const found = [];
    let level = 1;
    const bare = new Set(starts.keys());
    for (const head of heads) bare.delete(head.start);
    const points = [...heads, ...[...bare].map((start) => ({ start, bare: true }))].sort((x, y) => x.start - y.start);
    for (const point of points) {
      const own = starts.get(point.start);
      if (!point.bare) level = point.level;
      found.push({
        level: point.bare ? level + 1 : point.level,
        text: point.bare ? own.row.title : point.text,
        start: point.start,
        end: point.bare ? point.start + own.row.title.length : point.end,
        bare: Boolean(point.bare),
        task: own ? own.row.task_id : '',
      });
    }
    return found;
  });
}

/** The text of a plan as paragraphs, a step for each line; their text content is the source itself. */
function* drawText(body, plan, other) {
  const { text } = source(plan);
  const spans = of('tasks', 'plan_id', plan)
    .map((row) => ({ start: place(plan, row.start), end: place(plan, row.end), task: row.task_id }));
  const heads = listOutline(plan).filter((item) => !item.bare);
  const marks = listMarks(plan, other).sort((x, y) => x.start - y.start || y.end - x.end);
  const folds = source(plan).beside.map(([start, end]) => ({ start: place(plan, start), end: place(plan, end), node: null }));
  let from = 0;
  for (const line of text.split('\n')) {
    const to = from + line.length;
    const fold = folds.find((item) => from >= item.start && to <= item.end);
    if (fold && !fold.node) body.append(fold.node = drawFold());
    (fold ? fold.node : body).append(drawLine(text, from, to, {
      marks: overlapping(marks, from, to), heads: overlapping(heads, from, to), spans: overlapping(spans, from, to),
    }));
    from = to + 1;
    yield;
  }
}

/** Menus, notes and the like around a text, folded away; their name is drawn by the style, as it is no text. */
function drawFold() {
  return el('details', { class: 'beside' }, el('summary', { 'data-label': say('beside'), 'aria-label': say('beside') }));
}

function overlapping(list, from, to) {
  return list.filter((item) => item.start < to && item.end > from);
}

function drawLine(text, from, to, { marks, heads, spans }) {
  if (from === to) return el('p', { class: 'line empty', 'data-from': from });
  const line = el('p', { class: heads.length ? `line heading l${heads[0].level}` : 'line', 'data-from': from });
  const points = new Set([from, to]);
  for (const item of [...marks, ...heads, ...spans]) {
    if (item.start > from) points.add(item.start);
    if (item.end < to) points.add(item.end);
  }
  const ordered = [...points].sort((x, y) => x - y);
  let run = null;
  for (let i = 0; i + 1 < ordered.length; i += 1) {
    const [start, end] = [ordered[i], ordered[i + 1]];
    const covers = (item) => item.start <= start && item.end >= end;
    const span = spans.find(covers);
    const own = span ? span.task : '';
    if (!run || run.dataset.task !== own) {
      run = el('span', { class: own ? 'run' : 'rest', 'data-task': own });
      if (span && span.start === start) line.append(drawTag(own));
      line.append(run);
    }
    run.append(drawPiece(text.slice(start, end), start, marks.filter(covers), heads.some(covers)));
  }
  return line;
}

/** The number of a task in the margin: chooses the task; drawn by the style, so no part of the text. */
function drawTag(id) {
  return el('a', {
    class: 'tag', href: address({ task: id, at: '' }), 'data-choose': id, 'data-no': placeOf(id), 'aria-label': say('choose_task', placeOf(id)),
  });
}

function drawPiece(piece, start, marks, head) {
  let node = document.createTextNode(piece);
  if (head) node = el('strong', { class: 'head' }, node);
  if (!marks.length) return node;
  // The shortest mark answers a click: a quantity inside a passage is reached, and so is the passage around it.
  const inner = marks.reduce((x, y) => (y.end - y.start <= x.end - x.start ? y : x));
  const first = marks.some((mark) => mark.start === start && mark.id === inner.id);
  return el('a', {
    class: ['mark', ...marks.map((mark) => `${mark.kind} ${mark.look}`)].join(' '),
    href: address({ task: '', at: inner.id }), 'data-at': inner.id, 'data-all': marks.map((mark) => mark.id).join(' '),
    tabindex: first ? null : '-1', 'aria-describedby': first ? `key-${inner.look}` : null,
  }, node);
}
