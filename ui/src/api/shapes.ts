/**
 * The shapes of /api/v1 under the names that the app uses. They are made from the server's own
 * description in `schema.ts`; only what a description leaves open is narrowed here.
 */
import type * as wire from './schema';

export type {
  Call,
  Campaign,
  CampaignAudience as Audience,
  CampaignDecision as Decision,
  CampaignResults as Results,
  Change,
  Condition,
  CustomerRow,
  FeedItem,
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
  Provenance,
  RefusalReason,
  Refused,
  Rendered,
  Sender,
  SenderDraft,
  SentMail,
  Session,
  SessionRow,
  Shop,
  SuppressionRow as Suppression,
  TimelineItem,
  Vocabulary,
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

/** Where the description says an object for the tree of a segment. */
type Planted<T> = With<T, { tree: Tree }>;
export type Segment = Planted<wire.Segment>;
export type Count = Planted<wire.Count>;
export type Preview = Planted<wire.Preview>;

export type Tree =
  | { op: 'and' | 'or'; of: Tree[] }
  | { op: 'not'; of: Tree }
  | { op: 'segment'; name: string }
  | { op: 'field'; field: string; cmp: Cmp; value?: Value | Value[] }
  | {
      op: 'measure';
      measure: Measure;
      cmp: '=' | '!=' | '<' | '<=' | '>' | '>=' | 'between';
      value: Value | Value[];
    }
  | { op: 'no_since'; kind: string; since: string };
/** One condition: a part of a tree that holds no other. */
export type Leaf = Exclude<Tree, { of: unknown }>;
export type Cmp =
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'between'
  | 'in'
  | 'contains'
  | 'starts_with'
  | 'ends_with'
  | 'matches'
  | 'is_known'
  | 'is_unknown'
  | 'is_true';
export type Value =
  | string
  | number
  | { amount: number; currency: string }
  | { date: string }
  | { ago: number; unit: string };
export type Measure = {
  name: string;
  where?: Filter[];
  window?: Window | null;
  property?: string | null;
};
export type Filter = { property: string; cmp: Cmp; value?: Value | Value[] | null };
export type Window =
  | { kind: 'last'; n: number; unit: 'hours' | 'days' | 'weeks' | 'months' | 'years' }
  | { kind: 'calendar'; word: string }
  | { kind: 'since'; from: string }
  | { kind: 'between'; from: string; to: string };
