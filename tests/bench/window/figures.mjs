// What a list of times is told with.

export function percentile(times, percent) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.ceil(((sorted.length - 1) * percent) / 100)] ?? 0;
}

export const median = (times) => percentile(times, 50);

export const words = (times) => `p50 ${median(times).toFixed(1)} ms, p99 ${percentile(times, 99).toFixed(1)} ms`;
