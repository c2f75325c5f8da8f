import { byId, counted, element, inWords } from './dom.js';
import { hashOf } from './filter.js';
import { spanOf, tickInWords, ticksOf } from './ticks.js';

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** Draws all charts, and again when the reader changes between light and dark. */
export function startCharts(data) {
  for (const chart of document.querySelectorAll('.chart')) chart.hidden = false;
  Chart.defaults.animation = false;
  Chart.defaults.maintainAspectRatio = false;
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.plugins.legend.display = false;
  Chart.defaults.plugins.tooltip = { ...Chart.defaults.plugins.tooltip, enabled: false, external: showTip };

  Chart.Interaction.modes.close = closest;

  let charts = [];
  const draw = () => {
    for (const chart of charts) chart.destroy();
    charts = [
      ...[...document.querySelectorAll('[data-lane]')].map((canvas) => lane(canvas, data)),
      ...[...document.querySelectorAll('[data-failures]')].map((canvas) => failures(canvas, data)),
    ];
  };
  draw();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  if (data.timeline === undefined) return;
  byId('axis').hidden = false;
  new ResizeObserver(() => drawAxis(spanOf(data.timeline.bins))).observe(byId('axis'));
}

/** A row of the timeline: alerts of one rule, in the colours of their severities. */
function lane(canvas, { timeline: { bins, lanes }, rules, severities }) {
  const { cells } = lanes[canvas.dataset.lane];
  const rule = rules[canvas.dataset.lane];
  const used = [...new Set(cells.map((cell) => cell.severity))].sort((a, b) => b - a);
  const { from, to } = spanOf(bins);
  const datasets = used.map((severity) => ({
    label: severities[severity],
    backgroundColor: colour(severities[severity].toLowerCase()),
    data: points(
      bins,
      cells.filter((cell) => cell.severity === severity).map((cell) => [cell.bin, cell.alerts]),
    ),
    minBarLength: 3,
    maxBarThickness: 14,
  }));
  return new Chart(canvas, {
    type: 'bar',
    data: { datasets },
    options: {
      layout: { padding: { top: 6 } },
      scales: {
        x: timeAxis({ from, to }, () => canvas.clientWidth, {
          border: { display: false },
          grid: { color: colour('line'), drawTicks: false, offset: false },
          ticks: { display: false },
        }),
        y: { stacked: true, display: false, beginAtZero: true, suggestedMax: 3 },
      },
      interaction: { mode: 'close' },
      plugins: { tooltip: tip(bins, rule.signal ? 'signal' : 'alert') },
      onClick: (_, [bar]) => {
        if (bar === undefined) return;
        const [since, until] = [from + bar.index * bins.step, from + (bar.index + 1) * bins.step];
        location.hash = hashOf({ rule: rule.id, since, until, ...(rule.signal && { signals: 'yes' }) });
      },
      onHover: ({ native }, bars) => {
        native.target.style.cursor = bars.length > 0 ? 'pointer' : 'default';
      },
    },
  });
}

/** What failed from one address, with a mark and a line for each login that succeeded. */
function failures(canvas, { failureCharts, failureKinds }) {
  const { bins, kinds, logins } = failureCharts[canvas.dataset.failures];
  const { from, to } = spanOf(bins);
  const bars = kinds.flatMap(({ cells }, kind) =>
    cells.length === 0
      ? []
      : [
          {
            label: failureKinds[kind],
            backgroundColor: colour(`kind-${kind % 4}`),
            data: points(bins, cells),
            maxBarThickness: 14,
          },
        ],
  );
  const marks = {
    type: 'scatter',
    label: 'logins',
    yAxisID: 'marks',
    data: logins.map(({ at }) => ({ x: at, y: 1 })),
    pointStyle: 'triangle',
    rotation: 180,
    radius: 6,
    hoverRadius: 7,
    clip: false,
    backgroundColor: colour('mark'),
    borderColor: colour('card'),
  };
  return new Chart(canvas, {
    type: 'bar',
    data: { datasets: [marks, ...bars] },
    plugins: [loginLines],
    options: {
      layout: { padding: { top: 8 } },
      scales: {
        x: timeAxis({ from, to }, (axis) => axis.width || canvas.clientWidth, {
          border: { color: colour('line') },
          grid: { display: false },
          ticks: {
            callback: tickInWords,
            color: colour('soft'),
            maxRotation: 0,
            autoSkip: false,
            align: 'center',
            font: { size: 11 },
          },
        }),
        y: {
          stacked: true,
          beginAtZero: true,
          border: { display: false },
          grid: { color: colour('line') },
          ticks: { precision: 0, maxTicksLimit: 4, color: colour('soft'), font: { size: 11 } },
        },
        marks: { display: false, min: 0, max: 1 },
      },
      interaction: { mode: 'close' },
      plugins: { tooltip: tip(bins, 'failure', logins) },
    },
  });
}

/** The axis of every chart: a span of time, with as many ticks as there is room for, in the look that each wants. */
function timeAxis(span, widthOf, look) {
  const afterBuildTicks = (axis) => {
    axis.ticks = ticksOf(span, widthOf(axis)).map((value) => ({ value }));
  };
  return { type: 'linear', min: span.from, max: span.to, stacked: true, offset: false, afterBuildTicks, ...look };
}

/** A thin line below each mark, so that what came before and after can be told. */
const loginLines = {
  id: 'loginLines',
  beforeDatasetsDraw({ ctx, chartArea: { top, bottom }, data: { datasets }, scales: { x } }) {
    ctx.save();
    ctx.strokeStyle = colour('mark');
    ctx.globalAlpha = 0.45;
    ctx.beginPath();
    for (const point of datasets[0].data) {
      ctx.moveTo(x.getPixelForValue(point.x), top);
      ctx.lineTo(x.getPixelForValue(point.x), bottom);
    }
    ctx.stroke();
    ctx.restore();
  },
};

/** A point in the middle of each bin; those without a count are left out, but keep the bars as wide as a bin. */
function points({ from, step, count }, cells) {
  const counts = new Map(cells);
  return Array.from({ length: count }, (_, bin) => ({ x: from + (bin + 0.5) * step, y: counts.get(bin) ?? null }));
}

/** What is shown next to the pointer, left or right of it, however high: a low bar is hard to hit. */
function closest(chart, pointer) {
  const items = chart
    .getSortedVisibleDatasetMetas()
    .flatMap(({ data: elements, index: datasetIndex }) =>
      elements
        .map((each, index) => ({ element: each, datasetIndex, index, away: Math.abs(each.x - pointer.x) }))
        .filter(({ index, away }) => away <= 16 && chart.data.datasets[datasetIndex].data[index].y !== null),
    );
  const least = Math.min(...items.map(({ away }) => away));
  return items.filter(({ away }) => away - least < 0.5);
}

function tip({ from, step }, noun, logins = []) {
  const isLogin = ({ dataset }) => dataset.type === 'scatter';
  return {
    callbacks: {
      title: ([item]) => {
        if (item === undefined) return '';
        if (isLogin(item)) return inWords(logins[item.dataIndex].at);
        const start = from + item.dataIndex * step;
        return `${inWords(start)} to ${inWords(start + step).slice(-5)}`;
      },
      label: (item) => {
        if (!isLogin(item)) return `${item.dataset.label}: ${counted(item.raw.y, noun)}`;
        const { who, mfa } = logins[item.dataIndex];
        return `${who || 'somebody'} logged in${mfa === '' ? '' : `, MFA ${mfa}`}`;
      },
    },
  };
}

const tipBox = element('div', { class: 'tip', 'aria-hidden': 'true' });

/** A text beside the pointer: the canvas of a row is too low for one inside. */
function showTip({ chart, tooltip }) {
  const lines = tooltip.body?.flatMap(({ lines: of }) => of) ?? [];
  tipBox.hidden = tooltip.opacity === 0 || lines.length === 0;
  if (tipBox.hidden) return;
  if (!tipBox.isConnected) document.body.append(tipBox);
  tipBox.replaceChildren(element('b', {}, ...tooltip.title), ...lines.map((line) => element('div', {}, line)));
  const { left, top } = chart.canvas.getBoundingClientRect();
  const x = Math.min(left + tooltip.caretX + 12, document.documentElement.clientWidth - tipBox.offsetWidth - 8);
  tipBox.style.left = `${Math.max(8, x) + scrollX}px`;
  tipBox.style.top = `${top + scrollY - tipBox.offsetHeight - 6}px`;
}

/** The times below the timeline's rows, which all have the same span. */
function drawAxis(span) {
  const axis = byId('axis');
  const labels = ticksOf(span, axis.clientWidth).map((tick) => {
    const share = (tick - span.from) / (span.to - span.from);
    const place = share < 0.04 ? 'first' : share > 0.96 ? 'last' : 'between';
    const label = element('span', { class: place }, tickInWords(tick));
    label.style.left = `${100 * share}%`;
    return label;
  });
  axis.replaceChildren(...labels);
}
