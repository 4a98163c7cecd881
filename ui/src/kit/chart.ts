/** Draws bars and lines with the tokens of the page; loaded after the first paint. */
import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([BarChart, LineChart, GridComponent, TooltipComponent, AriaComponent, CanvasRenderer]);

export interface Shape {
  /** stack: parts of a whole; bars: side by side; lines: over time. */
  kind: 'stack' | 'bars' | 'lines';
  labels: string[];
  series: { name: string; values: number[] }[];
  /** Writes a value for the axis, the hover and the table. */
  format: (value: number) => string;
  /** Whether values are whole numbers, so that the axis has no steps between. */
  whole?: boolean;
  /** As a bare number, for a file; without it the value itself. */
  plain?: (value: number) => number;
  /** Shorter, for the axis. */
  formatAxis?: (value: number) => string;
}

export interface Drawing {
  show(shape: Shape): void;
  resize(): void;
  close(): void;
}

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export function draw(box: HTMLElement): Drawing {
  const chart = init(box, null, { renderer: 'canvas' });
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  return {
    show(shape) {
      const colors = [token('--data-1'), token('--data-2'), token('--data-3'), token('--data-4')];
      const ink = token('--ink-faint');
      const text = { fontFamily: token('--font'), color: ink, fontSize: 12 };
      chart.setOption(
        {
          animation: !calm,
          animationDuration: 180,
          color: colors,
          textStyle: text,
          grid: {
            left: 4,
            right: shape.kind === 'lines' ? 56 : 8,
            top: 12,
            bottom: 4,
            containLabel: true,
          },
          tooltip: {
            trigger: 'axis',
            backgroundColor: token('--surface'),
            borderColor: token('--line-strong'),
            borderWidth: 1,
            padding: [8, 12],
            textStyle: { ...text, color: token('--ink'), fontSize: 13 },
            extraCssText: 'box-shadow:none;border-radius:7px',
            valueFormatter: (value: unknown) => shape.format(Number(value)),
            axisPointer: { type: 'line', lineStyle: { color: token('--line-strong') } },
          },
          xAxis: {
            type: 'category',
            data: shape.labels,
            axisTick: { show: false },
            axisLine: { lineStyle: { color: token('--line-strong') } },
            axisLabel: { ...text, hideOverlap: true },
          },
          yAxis: {
            type: 'value',
            // A line shows how something moved; bars stand on nothing.
            min: shape.kind === 'lines' ? undefined : 0,
            scale: shape.kind === 'lines',
            splitNumber: 3,
            // Counts of people and orders have no halves.
            minInterval: shape.whole ? 1 : undefined,
            axisLabel: {
              ...text,
              formatter: (value: number) => (shape.formatAxis ?? shape.format)(value),
            },
            splitLine: { lineStyle: { color: token('--line') } },
          },
          series: shape.series.map((line) =>
            shape.kind !== 'lines'
              ? {
                  type: 'bar',
                  name: line.name,
                  data: line.values,
                  stack: shape.kind === 'stack' ? 'all' : undefined,
                  barGap: '8%',
                  barCategoryGap: '28%',
                  barMaxWidth: 34,
                  itemStyle: { borderColor: token('--surface'), borderWidth: 0.5 },
                }
              : {
                  type: 'line',
                  name: line.name,
                  data: line.values,
                  showSymbol: false,
                  lineStyle: { width: 2 },
                  // Where the line stands now, said beside its end.
                  endLabel: {
                    show: true,
                    formatter: ({ value }: { value: unknown }) => shape.format(Number(value)),
                    color: token('--ink'),
                    fontFamily: token('--font'),
                    fontWeight: 'bold',
                    fontSize: 13,
                  },
                },
          ),
        },
        { notMerge: true },
      );
    },
    resize: () => chart.resize(),
    close: () => chart.dispose(),
  };
}
