import { expect, test, vi } from 'vitest';
import { Finder } from './finder.svelte';

test('only the last words are asked for, and only their answer counts', async () => {
  vi.useFakeTimers();
  const answers: ((found: string[]) => void)[] = [];
  const asked: string[] = [];
  const finder = new Finder<string>((words) => {
    asked.push(words);
    return new Promise((resolve) => answers.push(resolve));
  });
  finder.type('a');
  finder.type('an');
  await vi.advanceTimersByTimeAsync(200);
  expect(asked).toEqual(['an']);
  void finder.ask('anna');
  answers[1]?.(['Anna']);
  answers[0]?.(['Andy']);
  await vi.advanceTimersByTimeAsync(0);
  expect([finder.found, finder.answered]).toEqual([['Anna'], true]);
  vi.useRealTimers();
});
