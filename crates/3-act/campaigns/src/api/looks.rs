//! Looking at a campaign: its audience, its preview, a test, its results.

use super::verbs::{became, id};
use crate::model::Campaign;
use crate::results::{Attributed, RULE};
use crate::{Campaigns, Error};
use access::{Caller, CampaignsRead, CampaignsSend};
use axum::extract::State;
use axum::http::StatusCode;
use base::{CustomerId, EmailAddress, Instant};
use book::CustomerView;
use dispatch::model::Reason;
use dispatch::results::{self, Decided, Figures, People};
use serde::{Deserialize, Serialize};
use store::Tx;
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Json, Money, Page, Paging, Path, Problem, Query};

/// Mails above this are cut off by Gmail.
const CLIPPED_ABOVE: usize = 102 * 1_024;

/// Who would get a campaign.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignAudience)]
pub(crate) struct AudienceView {
    steps: Vec<StepView>,
    will_get: usize,
    #[schema(value_type = String)]
    as_of: Instant,
    problems: Vec<String>,
}

/// One step on the way.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignAudienceStep)]
pub(crate) struct StepView {
    key: &'static str,
    label: &'static str,
    people: usize,
    detail: String,
}

/// Counts who would get a campaign, step by step.
#[utoipa::path(get, path = "/campaigns/{id}/audience", tag = "messages",
    params(("id" = String, Path, description = "The campaign")),
    responses((status = 200, body = AudienceView)))]
pub(crate) async fn audience(
    State(campaigns): State<Campaigns>,
    caller: Caller<CampaignsRead>,
    Path(text): Path<String>,
) -> Answer<Json<AudienceView>> {
    let campaign = find(&campaigns, &caller, &text).await?;
    let audience = campaigns.audience(caller.scope(), &campaign).await?;
    let steps = audience.steps.into_iter().map(|step| StepView {
        key: step.key,
        label: step.label,
        people: step.people,
        detail: step.detail,
    });
    Ok(Json(AudienceView {
        steps: steps.collect(),
        will_get: audience.will_get,
        as_of: campaigns.store().clock().now(),
        problems: audience.problems,
    }))
}

async fn find<P>(
    campaigns: &Campaigns,
    caller: &Caller<P>,
    text: &str,
) -> Result<Campaign, Problem> {
    let id = id(text)?;
    Ok(campaigns.store().read(caller.scope(), move |tx| crate::get(tx, id)).await?)
}

/// For whom it is shown.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShowFor {
    #[serde(default)]
    customer: Option<String>,
}

/// A campaign as one customer would get it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Rendered {
    subject: String,
    preheader: String,
    html: String,
    text: String,
    customer: Option<ShownFor>,
    problems: Vec<TemplateProblem>,
    size_bytes: usize,
}

/// For whom it was shown.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownFor {
    id: String,
    name: String,
    /// Why this person would not get it, whoever it is for; null where nothing stands against it.
    why_not: Option<&'static str>,
}

/// Something to mend in a message.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TemplateProblem {
    /// `subject`, `preheader` or `body`, when it is known.
    part: Option<&'static str>,
    /// The line in that part, from 1.
    line: Option<u32>,
    message: String,
}

impl TemplateProblem {
    fn unknown(unknown: &dispatch::Unknown) -> Self {
        Self { part: Some(unknown.part), line: Some(unknown.line), message: unknown.to_string() }
    }
}

/// Shows a campaign as a customer would get it; without one, as somebody who ordered lately.
#[utoipa::path(post, path = "/campaigns/{id}/preview", tag = "messages", request_body = ShowFor,
    params(("id" = String, Path, description = "The campaign")),
    responses((status = 200, body = Rendered)))]
pub(crate) async fn preview(
    State(campaigns): State<Campaigns>,
    caller: Caller<CampaignsRead>,
    Path(text): Path<String>,
    Json(show): Json<ShowFor>,
) -> Answer<Json<Rendered>> {
    let campaign = find(&campaigns, &caller, &text).await?;
    let customer = match show.customer.filter(|id| !id.is_empty()) {
        Some(id) => Some(CustomerId::parse(&id).map_err(|_| Problem::not_found())?),
        None => campaigns.store().read(caller.scope(), book::somebody).await?,
    };
    let unknown = campaigns.unknown(caller.scope(), &campaign).await?;
    let outgoing = campaign.outgoing();
    let shown = dispatch::preview(&campaigns.dispatch, caller.scope(), outgoing, customer).await;
    let shown = match shown {
        Ok(shown) => shown,
        Err(dispatch::Error::Template(error)) => return Ok(Json(broken(campaign, error))),
        Err(error) => return Err(error.into()),
    };
    let topic = campaign.content.topic.clone();
    let customer = match shown.customer {
        None => None,
        Some(row) => {
            let foresee = move |tx: &mut Tx<'_>| dispatch::foresee(tx, &topic, row.id);
            let reason = campaigns.store().read(caller.scope(), foresee).await?;
            let why_not = (reason != Reason::Ready).then(|| reason.sentence());
            let name = row.name().reveal().to_owned();
            Some(ShownFor { id: row.id.to_string(), name, why_not })
        }
    };
    let filled = shown.filled;
    let mut problems: Vec<_> = unknown.iter().map(TemplateProblem::unknown).collect();
    let mut warn = |message: &str| {
        problems.push(TemplateProblem { part: None, line: None, message: message.into() });
    };
    if filled.subject.is_empty() {
        warn("The subject is empty.");
    }
    if filled.html.len() > CLIPPED_ABOVE {
        warn("Gmail cuts mails off above 102 KB, and the unsubscribe link with them.");
    }
    if filled.html.contains("href=\"#\"") {
        warn("A link leads nowhere; look at the addresses of links and buttons.");
    }
    Ok(Json(Rendered {
        size_bytes: filled.html.len() + filled.text.len(),
        subject: filled.subject,
        preheader: filled.preheader,
        html: filled.html,
        text: filled.text,
        customer,
        problems,
    }))
}

fn broken(campaign: Campaign, error: dispatch::TemplateError) -> Rendered {
    Rendered {
        subject: campaign.content.subject,
        preheader: campaign.content.preheader,
        html: String::new(),
        text: String::new(),
        customer: None,
        problems: vec![TemplateProblem {
            part: error.part,
            line: error.line,
            message: error.message,
        }],
        size_bytes: 0,
    }
}

/// Where a test goes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TestTo {
    to: String,
    /// As whom; somebody who ordered lately when absent.
    #[serde(default)]
    customer: Option<String>,
}

/// Sends a campaign to one address to look at. It counts nowhere.
#[utoipa::path(post, path = "/campaigns/{id}/test", tag = "messages", request_body = TestTo,
    params(("id" = String, Path, description = "The campaign")),
    responses((status = 202)))]
pub(crate) async fn test(
    State(campaigns): State<Campaigns>,
    caller: Caller<CampaignsSend>,
    Path(text): Path<String>,
    Json(test): Json<TestTo>,
) -> Answer<StatusCode> {
    let campaign = find(&campaigns, &caller, &text).await?;
    let to = EmailAddress::parse(&test.to)
        .map_err(|_| Problem::invalid("/to", "an address such as you@example.com"))?;
    let problems = campaigns.problems(caller.scope(), &campaign).await?;
    if !problems.is_empty() {
        return Err(Error::NotReady(problems).into());
    }
    let whom = test.customer.filter(|id| !id.is_empty());
    let whom = whom.map(|id| CustomerId::parse(&id).map_err(|_| Problem::not_found()));
    let whom = whom.transpose()?;
    let verb = move |tx: &mut Tx<'_>| {
        let somebody = match whom {
            Some(id) => Some(id),
            None => book::somebody(tx)?,
        };
        let nobody = CustomerId::from_bytes([0; 16]);
        let mut outgoing = campaign.outgoing();
        outgoing.subject = format!("[Test] {}", outgoing.subject);
        dispatch::plan_test(tx, outgoing, somebody.unwrap_or(nobody), &to)?;
        Ok::<_, Error>(())
    };
    campaigns.store().write(caller.scope(), verb).await?;
    Ok(StatusCode::ACCEPTED)
}

/// What became of a campaign.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignResults)]
pub(crate) struct ResultsView {
    sentence: String,
    rule: &'static str,
    /// How many of those who opened or clicked are the demo's people; 0 outside the demo.
    simulated: i64,
    figures: Vec<FigureView>,
    revenue: Vec<Money>,
    orders: usize,
    by_hour: Vec<HourView>,
    links: Vec<LinkView>,
    decisions: Vec<DecisionCount>,
}

/// One figure.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignFigure)]
pub(crate) struct FigureView {
    key: &'static str,
    label: &'static str,
    value: i64,
    of: Option<i64>,
    rate: Option<f64>,
    note: &'static str,
    /// The word for `what` in the list of people.
    people: &'static str,
}

/// Opens and clicks within one hour.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignHour)]
pub(crate) struct HourView {
    #[schema(value_type = String)]
    at: Instant,
    opened: i64,
    clicked: i64,
}

/// A link with its clicks.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignLink)]
pub(crate) struct LinkView {
    url: String,
    clicks: i64,
    people: i64,
}

/// How many people a decision has.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignDecisions)]
pub(crate) struct DecisionCount {
    decision: &'static str,
    reason: &'static str,
    people: i64,
}

/// Shows what became of a campaign, with the rule by which orders count.
#[utoipa::path(get, path = "/campaigns/{id}/results", tag = "messages",
    params(("id" = String, Path, description = "The campaign")),
    responses((status = 200, body = ResultsView)))]
pub(crate) async fn results(
    State(campaigns): State<Campaigns>,
    caller: Caller<CampaignsRead>,
    Path(text): Path<String>,
) -> Answer<Json<ResultsView>> {
    let id = id(&text)?;
    let look = move |tx: &mut Tx<'_>| {
        let campaign = crate::get(tx, id)?;
        let (figures, orders) = became(tx, &campaign)?.unwrap_or_default();
        let by_hour = results::by_hour(tx, id.into())?;
        let links = results::by_link(tx, id.into())?;
        let decisions = results::decisions(tx, id.into())?;
        let simulated = results::simulated(tx, id.into())?;
        Ok::<_, Error>((figures, orders, by_hour, links, decisions, simulated))
    };
    let (figures, orders, by_hour, links, decisions, simulated) =
        campaigns.store().read(caller.scope(), look).await?;
    let by_hour = by_hour.into_iter().map(|(at, opened, clicked)| HourView { at, opened, clicked });
    let links = links.into_iter().map(|(url, clicks, people)| LinkView { url, clicks, people });
    let decisions = decisions.into_iter().map(|(decision, reason, people)| DecisionCount {
        decision: decision.as_str(),
        reason: reason.sentence(),
        people,
    });
    Ok(Json(ResultsView {
        sentence: sentence(&figures, &orders) + &label(simulated),
        simulated,
        rule: RULE,
        figures: shown(&figures, &orders),
        orders: orders.orders,
        revenue: orders.revenue.into_iter().map(Money::from).collect(),
        by_hour: by_hour.collect(),
        links: links.collect(),
        decisions: decisions.collect(),
    }))
}

fn percent(part: i64, whole: i64) -> i64 {
    if whole == 0 { 0 } else { (part * 100 + whole / 2) / whole }
}

fn sentence(figures: &Figures, orders: &Attributed) -> String {
    let Figures { delivered, waiting, .. } = *figures;
    if figures.sent == 0 {
        return "Nobody has got it yet.".into();
    }
    let people = if delivered == 1 { "1 person".into() } else { format!("{delivered} people") };
    let mut text = format!(
        "{people} got it, {} % opened and {} % clicked.",
        percent(figures.opened, delivered),
        percent(figures.clicked, delivered)
    );
    match orders.orders {
        0 => {}
        1 => text.push_str(" 1 order followed."),
        n => text += &format!(" {n} orders followed."),
    }
    if waiting > 0 {
        text += &format!(" {waiting} are still on their way.");
    }
    text
}

/// Says in the demo that its readers are made up.
fn label(simulated: i64) -> String {
    match simulated {
        0 => String::new(),
        1 => " 1 of the readers is simulated by the demo.".into(),
        n => format!(" {n} of the readers are simulated by the demo."),
    }
}

fn shown(figures: &Figures, orders: &Attributed) -> Vec<FigureView> {
    let ordered = i64::try_from(orders.people).unwrap_or(i64::MAX);
    let rate = |value: i64, of: i64| (of > 0).then(|| value as f64 / of as f64);
    let figure = |key, label, value, of: Option<i64>, note| FigureView {
        key,
        label,
        value,
        of,
        rate: of.and_then(|of| rate(value, of)),
        note,
        people: key,
    };
    let of = Some(figures.delivered);
    let mut shown = vec![
        figure("sent", "Sent", figures.sent, None, "People that a mail was made for."),
        figure(
            "delivered",
            "Delivered",
            figures.delivered,
            Some(figures.sent),
            "Their mail server took it.",
        ),
        figure(
            "opened",
            "Opened",
            figures.opened,
            of,
            "People, each counted once. Scanners and programs that fetch in advance are left out, \
             so the true figure may be higher.",
        ),
        figure("clicked", "Clicked", figures.clicked, of, "People, each counted once."),
        figure(
            "unsubscribed",
            "Unsubscribed",
            figures.unsubscribed,
            of,
            "Took their consent back through this mail.",
        ),
        figure("bounced", "Bounced", figures.bounced, Some(figures.sent), "Refused for good."),
    ];
    if figures.unconfirmed > 0 {
        let note = "The connection broke before the server answered. It may have arrived, so it \
            is not sent again.";
        let (value, of) = (figures.unconfirmed, Some(figures.sent));
        shown.push(figure("unconfirmed", "Unconfirmed", value, of, note));
    }
    let ordered =
        FigureView { people: "clicked", ..figure("ordered", "Ordered", ordered, of, RULE) };
    shown.push(ordered);
    shown
}

/// Which people.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// `all`, `sent`, `delivered`, `opened`, `clicked`, `unsubscribed`, `bounced`,
    /// `unconfirmed` or `skipped`.
    #[serde(default)]
    what: Option<String>,
}

/// What was decided about one customer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignDecision)]
pub(crate) struct DecisionView {
    customer: CustomerView,
    decision: &'static str,
    reason: &'static str,
    #[schema(value_type = String)]
    at: Instant,
    delivery: Option<String>,
    state: Option<String>,
}

/// Lists the people of a campaign with what was decided about each.
#[utoipa::path(get, path = "/campaigns/{id}/people", tag = "messages",
    params(("id" = String, Path, description = "The campaign"), Which, Paging),
    responses((status = 200, body = Page<DecisionView>)))]
pub(crate) async fn people(
    State(campaigns): State<Campaigns>,
    caller: Caller<CampaignsRead>,
    Path(text): Path<String>,
    Query(which): Query<Which>,
    paging: Paging,
) -> Answer<Json<Page<DecisionView>>> {
    let id = id(&text)?;
    let word = which.what.as_deref().unwrap_or("all");
    let people = People::parse(word)
        .ok_or_else(|| Problem::invalid("?what", "all, sent, delivered, opened, clicked, …"))?;
    let (after, limit) = (paging.after::<CustomerId>()?, paging.limit);
    let wanted = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let look = move |tx: &mut Tx<'_>| {
        crate::get(tx, id)?;
        let mut rows = Vec::new();
        for decided in results::people(tx, id.into(), people, after, wanted)? {
            let now = book::resolve(tx, decided.customer)?;
            // The erased stay in the count and are named nowhere.
            let row = book::find(tx, now)?;
            rows.push((decided.customer, row.map(|row| view(decided, row))));
        }
        Ok::<_, Error>(rows)
    };
    let rows = campaigns.store().read(caller.scope(), look).await?;
    let page = Page::cut(rows, limit, |(customer, _)| *customer);
    let items = page.items.into_iter().filter_map(|(_, row)| row).collect();
    Ok(Json(Page { items, next: page.next, total: None }))
}

fn view(decided: Decided, row: book::CustomerRow) -> DecisionView {
    DecisionView {
        customer: CustomerView::new(row, None),
        decision: decided.decision.as_str(),
        reason: decided.reason.sentence(),
        at: decided.at,
        delivery: decided.delivery.map(|id| id.to_string()),
        state: decided.state,
    }
}
