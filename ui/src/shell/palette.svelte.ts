/** Whether the command palette is open. One for the whole app. */
class PaletteDoor {
  open = $state(false);
}

export const palette = new PaletteDoor();
