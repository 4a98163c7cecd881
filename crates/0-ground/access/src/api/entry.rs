//! Coming in and going out: sign-in, sign-out, first setup, passwords.

use super::Room;
use super::shop::ShopBody;
use crate::cookie::Cookie;
use crate::door::{Door, Entered, Origin};
use crate::{Caller, Error, Owner, Password, SignedIn, agent, session};
use axum::extract::{FromRef, FromRequestParts, State};
use axum::response::{IntoResponse, Response};
use base::{EmailAddress, Personal, StaffId};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::time::Duration;
use utoipa::ToSchema;
use web::{Answer, ClientAddress, Code, House, Json, Problem};

/// Who is signed in, and where.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Session {
    staff: StaffBody,
    shop: ShopBody,
    /// Whether this is the demo shop.
    demo: bool,
    /// The release.
    version: &'static str,
}

/// A person of the shop.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Staff)]
struct StaffBody {
    #[schema(value_type = String)]
    id: StaffId,
    #[schema(value_type = String)]
    name: Personal,
    #[schema(value_type = String)]
    email: Personal,
}

impl Session {
    fn new(house: &House, staff: crate::Staff) -> Self {
        let staff = StaffBody { id: staff.id, name: staff.name, email: staff.email };
        let shop = ShopBody::from(house.store.shop().as_ref());
        Self { staff, shop, demo: house.demo, version: house.version }
    }
}

/// Address and password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignIn {
    #[schema(value_type = String)]
    email: Personal,
    #[schema(value_type = String)]
    password: Password,
}

/// Where the request comes from, as sign-in needs it.
pub(super) struct Comes(Origin);

impl<S: Send + Sync> FromRequestParts<S> for Comes
where
    House: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let block = ClientAddress::from_request_parts(parts, state).await?.block();
        let house = House::from_ref(state);
        let find = |cookie: Cookie| cookie.find(&house, &parts.headers).map(str::to_owned);
        let (device, before) = (find(Cookie::Device), find(Cookie::Session));
        Ok(Self(Origin { block, device, before, agent: agent::describe(&parts.headers) }))
    }
}

/// How long a browser is known after a sign-in.
const DEVICE_LIFE: Duration = Duration::from_hours(365 * 24);

/// The session as a body, and its token as a cookie that no script can read.
fn let_in(house: &House, entered: Entered) -> Response {
    let Entered { session, device, staff } = entered;
    let mut response = Json(Session::new(house, staff)).into_response();
    let cookies = [
        Cookie::Session.set(house, &session.token, session.life),
        Cookie::Device.set(house, &device, DEVICE_LIFE),
    ];
    put_cookies(response.headers_mut(), cookies);
    response
}

fn put_cookies(
    headers: &mut HeaderMap,
    cookies: impl IntoIterator<Item = Option<header::HeaderValue>>,
) {
    for cookie in cookies.into_iter().flatten() {
        headers.append(header::SET_COOKIE, cookie);
    }
}

/// Shows who is signed in.
#[utoipa::path(get, path = "/session", tag = "access", responses((status = 200, body = Session)))]
pub(super) async fn show(
    State(house): State<House>,
    caller: Caller<SignedIn>,
) -> Answer<Json<Session>> {
    let (staff, _) = caller.signed_in()?;
    let staff = house.store.read(caller.scope(), move |tx| crate::staff::get(tx, staff)).await?;
    Ok(Json(Session::new(&house, staff)))
}

/// Signs in with an email address and a password.
#[utoipa::path(post, path = "/session", tag = "access", request_body = SignIn, security(()),
    responses((status = 200, body = Session)))]
pub(super) async fn sign_in(
    State(house): State<House>,
    State(door): State<Door>,
    Comes(origin): Comes,
    Json(body): Json<SignIn>,
) -> Answer<Response> {
    let entered = door.sign_in(body.email.reveal(), body.password, origin).await?;
    Ok(let_in(&house, entered))
}

/// Signs out. Without a session there is nothing to do.
#[utoipa::path(delete, path = "/session", tag = "access", security(()),
    responses((status = 204)))]
pub(super) async fn sign_out(
    State(house): State<House>,
    caller: Result<Caller<SignedIn>, Problem>,
) -> Answer<Response> {
    match caller {
        Ok(caller) => {
            let (staff, id) = caller.signed_in()?;
            house.store.write(caller.scope(), move |tx| session::end(tx, staff, id)).await?;
        }
        // Whoever is not known to be signed out must not be told so.
        Err(problem) if problem.code() != Code::NotSignedIn => return Err(problem),
        Err(_) => {}
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    put_cookies(response.headers_mut(), [Cookie::Session.clear(&house)]);
    Ok(response)
}

/// The present password and the next.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PasswordChange {
    #[schema(value_type = String)]
    current: Password,
    #[schema(value_type = String)]
    password: Password,
}

/// Changes the password; all other sessions of the person end.
#[utoipa::path(put, path = "/session/password", tag = "access", request_body = PasswordChange,
    responses((status = 204)))]
pub(super) async fn change_password(
    State(door): State<Door>,
    caller: Caller<SignedIn>,
    Comes(origin): Comes,
    Json(body): Json<PasswordChange>,
) -> Answer<StatusCode> {
    let who = caller.signed_in()?;
    match door.change_password(who, body.current, body.password, origin).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        // She is signed in; only the field is wrong.
        Err(Error::WrongSignIn) => Err(Problem::invalid("/current", "not the present password")),
        Err(error) => Err(error.into()),
    }
}

/// The token that `regulars staff reset` printed, and the new password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Reset {
    token: String,
    #[schema(value_type = String)]
    password: Password,
}

/// Sets a new password with a token from the command line and signs in.
#[utoipa::path(post, path = "/session/reset", tag = "access", request_body = Reset, security(()),
    responses((status = 200, body = Session)))]
pub(super) async fn reset(
    State(house): State<House>,
    State(door): State<Door>,
    Comes(origin): Comes,
    Json(body): Json<Reset>,
) -> Answer<Response> {
    let entered = door.reset(body.token, body.password, origin).await?;
    Ok(let_in(&house, entered))
}

/// Whether the first owner is still to be made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Needed {
    needed: bool,
}

/// Says whether the first owner is still to be made.
#[utoipa::path(get, path = "/setup", tag = "access", security(()),
    responses((status = 200, body = Needed)))]
pub(super) async fn needs_setup(State(door): State<Door>) -> Answer<Json<Needed>> {
    Ok(Json(Needed { needed: door.needs_setup().await? }))
}

/// The first owner and her shop.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Setup {
    /// As the server printed it at its start.
    token: String,
    #[schema(value_type = String)]
    name: Personal,
    #[schema(value_type = String)]
    email: Personal,
    #[schema(value_type = String)]
    password: Password,
    shop_name: String,
    currency: String,
    timezone: String,
}

/// Makes the first owner, names the shop and signs in. Works once.
#[utoipa::path(post, path = "/setup", tag = "access", request_body = Setup, security(()),
    responses((status = 200, body = Session)))]
pub(super) async fn set_up(
    State(room): State<Room>,
    Comes(origin): Comes,
    Json(body): Json<Setup>,
) -> Answer<Response> {
    let (shop, problem) = super::shop::first(&room.house.store.shop(), &body);
    let name = body.name.reveal().trim();
    let problem = if super::shop::is_name(name) {
        problem
    } else {
        problem.field("/name", "1 to 120 characters")
    };
    let email = match EmailAddress::parse(body.email.reveal()) {
        Ok(email) if !problem.has_fields() => email,
        Ok(_) => return Err(problem),
        Err(why) => return Err(problem.field("/email", why.to_string())),
    };
    let owner = Owner { name: Personal::new(name), email, password: body.password };
    let entered = room.door.set_up(body.token, owner, shop, origin).await?;
    Ok(let_in(&room.house, entered))
}

impl Setup {
    pub(super) fn shop_fields(&self) -> [&str; 3] {
        [&self.shop_name, &self.currency, &self.timezone]
    }
}
