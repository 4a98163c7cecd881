/** A message while it is written: kept, shown as a real customer, its audience counted. */
import { get, post, put } from '$api/client';
import type { Audience, Campaign, CustomerRow, Page, Problem, Rendered } from '$api/shapes';
import { FIRST_MJML } from './first';
import { viewerQueries, viewersOf, type Viewer } from './viewers';

const WAIT_MS = 500;

type Content = Pick<
  Campaign,
  'name' | 'segment' | 'segment_text' | 'topic' | 'subject' | 'preheader' | 'body' | 'format'
>;

/** How the body is written: as blocks, as the text they are kept as, or as MJML. */
export type Face = 'blocks' | 'text' | 'mjml';

const PEOPLE = 8;

export class MessageDraft {
  content = $state<Content>() as Content;
  /** The last look at the message; what could not be drawn has problems and no HTML. */
  rendered = $state.raw<Rendered | null>(null);
  /** The last one that could be drawn. */
  drawn = $state.raw<Rendered | null>(null);
  audience = $state.raw<Audience | null>(null);
  problem = $state.raw<Problem | null>(null);
  face = $state<Face>('blocks');
  status = $state<'kept' | 'waiting' | 'keeping' | 'failed'>('kept');
  /** As whom the preview is drawn; null lets the server choose somebody. */
  as = $state<Viewer | null>(null);

  private readonly path: string;
  /** The body of the other format, so that changing one's mind loses nothing. */
  private other = '';
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private asked: AbortController | undefined;
  /** Somebody was chosen by hand, and stays. */
  private picked = false;

  constructor(campaign: Campaign) {
    const { name, segment, segment_text, topic, subject, preheader, body, format } = campaign;
    this.content = { name, segment, segment_text, topic, subject, preheader, body, format };
    this.path = `/campaigns/${encodeURIComponent(campaign.id)}`;
    this.face = format === 'mjml' ? 'mjml' : 'blocks';
    void this.begin();
    void this.count();
  }

  /** Shows it as somebody who will get it. */
  private async begin(): Promise<void> {
    const found = this.picked ? [] : await this.find('');
    if (!this.picked) this.as = found.find((one) => one.gets) ?? null;
    await this.show();
  }

  /** Goes on writing in another way. */
  turn(next: Face): void {
    const format = next === 'mjml' ? 'mjml' : 'text';
    if (format !== this.content.format) {
      const kept = this.other;
      this.other = this.content.body;
      this.set({ format, body: kept || (format === 'mjml' ? FIRST_MJML : '') });
    }
    this.face = next;
  }

  /** People by a part of a name or email, those who will get it first. */
  async find(words: string): Promise<Viewer[]> {
    const answers: CustomerRow[][] = [];
    for (const query of viewerQueries(this.content, words)) {
      if (viewersOf(answers, PEOPLE).length === PEOPLE) break;
      const answer = await get<Page<CustomerRow>>('/customers', {
        query: { ...query, limit: PEOPLE },
      });
      answers.push(answer.ok ? answer.value.items : []);
    }
    return viewersOf(answers, PEOPLE);
  }

  /** Changes a part and keeps it after a breath. */
  set(change: Partial<Content>): void {
    Object.assign(this.content, change);
    this.status = 'waiting';
    clearTimeout(this.waiting);
    const counts = 'segment' in change || 'segment_text' in change || 'topic' in change;
    this.waiting = setTimeout(() => void this.keep(counts), counts ? 0 : WAIT_MS);
  }

  /** Keeps what is written now; answers whether that worked. */
  async keep(counts = false): Promise<boolean> {
    clearTimeout(this.waiting);
    this.status = 'keeping';
    const answer = await put<Campaign>(this.path, $state.snapshot(this.content));
    this.status = answer.ok ? 'kept' : 'failed';
    this.problem = answer.ok ? null : answer.problem;
    if (!answer.ok) return false;
    const recount = counts || (this.audience?.problems.length ?? 0) > 0;
    await Promise.all([counts ? this.begin() : this.show(), recount ? this.count() : null]);
    return true;
  }

  async show(): Promise<void> {
    this.asked?.abort();
    this.asked = new AbortController();
    const answer = await post<Rendered>(
      `${this.path}/preview`,
      this.as ? { customer: this.as.id } : {},
      { signal: this.asked.signal },
    );
    if (answer.ok) {
      this.rendered = answer.value;
      if (answer.value.html) this.drawn = answer.value;
    } else if (answer.problem.code !== 'aborted') this.problem = answer.problem;
  }

  async showAs(customer: Viewer): Promise<void> {
    this.picked = true;
    this.as = customer;
    await this.show();
  }

  async count(): Promise<void> {
    const answer = await get<Audience>(`${this.path}/audience`);
    if (answer.ok) this.audience = answer.value;
  }

  stop(): void {
    if (this.status === 'waiting') void this.keep();
    clearTimeout(this.waiting);
    this.asked?.abort();
  }
}
