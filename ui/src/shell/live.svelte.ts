/** Tells which entries of a list are new since the page opened, so that they can be marked. */
export function live(keys: () => string[]): { readonly fresh: Set<string> } {
  let known: Set<string> | null = null;
  let fresh = $state.raw(new Set<string>());
  // Remembers what was already shown: the first list is not news.
  $effect.pre(() => {
    const now = keys();
    if (known) {
      const before = known;
      const added = now.filter((key) => !before.has(key));
      if (added.length) fresh = new Set(added);
    }
    known = new Set([...(known ?? []), ...now]);
  });
  return {
    get fresh() {
      return fresh;
    },
  };
}
