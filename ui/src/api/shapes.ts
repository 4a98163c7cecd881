/**
 * The shapes of /api/v1 under the names that the app uses. They are made from the server's own
 * description in `schema.ts`; only what a description leaves open is narrowed here.
 */
import type * as wire from './schema';

export type {
  CalendarStretch as Stretch,
  Call,
  Campaign,
  CampaignAudience as Audience,
  CampaignDecision as Decision,
  CampaignResults as Results,
  Change,
  Comparison as Cmp,
  Condition,
  Count,
  CustomerRow,
  FeedItem,
  FieldError,
  Figure,
  History,
  Hit,
  Hits,
  Home,
  Import,
  Key,
  Mail,
  MailboxRow,
  Member,
  Money,
  Order,
  Preview,
  Provenance,
  RefusalReason,
  Refused,
  Rendered,
  Segment,
  SegmentFilter as Filter,
  SegmentMeasure as Measure,
  SegmentOperand as Operand,
  SegmentTree as Tree,
  SegmentValue as Value,
  SegmentWindow as Window,
  Sender,
  SenderDraft,
  SentMail,
  Session,
  SessionRow,
  Shop,
  SuppressionRow as Suppression,
  TimelineItem,
  TimeUnit as Unit,
  Vocabulary,
  Whom,
} from './schema';

/** `T` with some of its fields as the app knows them. */
type With<T, Known> = Omit<T, keyof Known> & Known;

/** A moment, RFC 3339 in UTC. */
export type Time = string;

/** One page of a list of anything. */
export type Page<T> = With<wire.Page_Key, { items: T[] }>;

/** What went wrong, as the server says it or as the client found it without one. */
export type Problem = With<
  wire.Problem,
  { code: wire.Code | `http_${number}` | 'unreachable' | 'aborted' }
>;

/** The description says an object for what may be any JSON. */
type Said<T> = With<T, { value: unknown }>;
export type Field = With<Said<wire.Field>, { others: Said<wire.Word>[] }>;
export type Customer = With<wire.Customer, { fields: Field[] }>;

/** One condition: a part of a tree that holds no other. */
export type Leaf = Exclude<wire.SegmentTree, { of: unknown }>;

/** What two customers would be as one. */
export type Joined = With<wire.Joined, { fields: Field[] }>;
