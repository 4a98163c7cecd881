//! The proof that somebody may do something: a handler takes [`Caller<P>`] and gets the scope
//! that transactions need.

use crate::cookie::Cookie;
use crate::keys::find_api_key;
use crate::model::{KeyScope, Role};
use crate::rights::{Permission, Right};
use crate::rows::{keys, sessions};
use crate::{find_write_key, session};
use axum::extract::{FromRef, FromRequestParts};
use base::{Instant, KeyId, SessionId, StaffId};
use http::request::Parts;
use http::{HeaderMap, header};
use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;
use store::{Scope, Store, Tx, Who};
use web::{Code, House, Problem};

/// Who is asking, proven to have the right `P`. It comes from the session cookie of a person or
/// from `Authorization: Bearer rk_…`; a request with neither is `not_signed_in`, one without the
/// right `forbidden`.
pub struct Caller<P> {
    scope: Scope,
    identity: Identity,
    right: PhantomData<P>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Identity {
    Staff {
        id: StaffId,
        session: SessionId,
        role: Role,
    },
    Key {
        id: KeyId,
        scope: KeyScope,
    },
    /// A publishable key: known, and without any right here.
    WriteKey,
}

impl<P> Caller<P> {
    /// On whose behalf: for `store.read` and `store.write`.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The person, if it is one and no program.
    pub fn staff(&self) -> Option<StaffId> {
        match self.identity {
            Identity::Staff { id, .. } => Some(id),
            Identity::Key { .. } | Identity::WriteKey => None,
        }
    }
}

impl Caller<crate::SignedIn> {
    /// The person and her session; only people have the right [`crate::SignedIn`].
    pub(crate) fn signed_in(&self) -> Result<(StaffId, SessionId), Problem> {
        match self.identity {
            Identity::Staff { id, session, .. } => Ok((id, session)),
            Identity::Key { .. } | Identity::WriteKey => Err(Problem::new(Code::Forbidden)),
        }
    }
}

impl<P> fmt::Debug for Caller<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Caller").field(&self.identity).finish()
    }
}

impl<P: Permission, S: Send + Sync> FromRequestParts<S> for Caller<P>
where
    House: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let house = House::from_ref(state);
        let shown = Shown::of(&house, &parts.headers)?;
        let identity = identify(&house.store, shown).await?;
        if !identity.may(P::RIGHT) {
            return Err(Problem::new(Code::Forbidden));
        }
        let who = match identity {
            Identity::Staff { id, .. } => Who::Staff(id),
            Identity::Key { id, .. } => Who::Key(id),
            Identity::WriteKey => return Err(Problem::new(Code::Forbidden)),
        };
        Ok(Self { scope: Scope::admitted(who), identity, right: PhantomData })
    }
}

impl Identity {
    fn may(self, right: Right) -> bool {
        match self {
            Self::Staff { role, .. } => role.may(right),
            Self::Key { scope, .. } => scope.may(right),
            Self::WriteKey => false,
        }
    }
}

/// What a request shows to be let in.
enum Shown {
    Bearer(String),
    Cookie(String),
}

impl Shown {
    /// A header that names credentials decides alone: a bad key is never made good by a cookie.
    fn of(house: &House, headers: &HeaderMap) -> Result<Self, Problem> {
        let mut values = headers.get_all(header::AUTHORIZATION).iter();
        if let Some(value) = values.next() {
            let text = value.to_str().ok().filter(|_| values.next().is_none());
            let (scheme, text) = text.and_then(|text| text.split_once(' ')).ok_or_else(unknown)?;
            let is_bearer = scheme.eq_ignore_ascii_case("bearer");
            return is_bearer.then(|| Self::Bearer(text.trim().to_owned())).ok_or_else(unknown);
        }
        let cookie = Cookie::Session.find(house, headers).ok_or_else(unknown)?;
        Ok(Self::Cookie(cookie.to_owned()))
    }
}

fn unknown() -> Problem {
    Problem::new(Code::NotSignedIn)
}

const ADMISSION: Scope = Scope::house("admission");
/// How exactly it is known when a session or a key was last used.
pub(crate) const SEEN_EVERY: Duration = Duration::from_mins(1);

/// The one place in which a request becomes somebody.
async fn identify(store: &Store, shown: Shown) -> Result<Identity, Problem> {
    let found = store.read(&ADMISSION, move |tx| match shown {
        Shown::Cookie(token) => find_staff(tx, &token),
        Shown::Bearer(text) => find_key(tx, &text),
    });
    let Some((identity, seen_at)) = found.await? else { return Err(unknown()) };
    let now = store.clock().now();
    if seen_at.is_none_or(|seen_at| now.since(seen_at) >= SEEN_EVERY) {
        touch(store, identity, now).await?;
    }
    Ok(identity)
}

type Found = Option<(Identity, Option<Instant>)>;

fn find_staff(tx: &mut Tx<'_>, token: &str) -> Result<Found, store::Error> {
    let live = session::find(tx, token)?;
    Ok(live.map(|live| {
        let identity = Identity::Staff { id: live.staff, session: live.id, role: live.role };
        (identity, Some(live.seen_at))
    }))
}

fn find_key(tx: &mut Tx<'_>, text: &str) -> Result<Found, store::Error> {
    if let Some(key) = find_api_key(tx, text)? {
        return Ok(Some((Identity::Key { id: key.id, scope: key.scope }, key.used_at)));
    }
    let key = find_write_key(tx, text)?;
    Ok(key.map(|_| (Identity::WriteKey, Some(tx.now()))))
}

async fn touch(store: &Store, identity: Identity, now: Instant) -> Result<(), store::Error> {
    let touched = store.try_write(&ADMISSION, move |tx| match identity {
        Identity::Staff { session, .. } => sessions::touch(tx, session),
        Identity::Key { id, .. } => keys::touch(tx, id, now),
        Identity::WriteKey => Ok(()),
    });
    match touched.await {
        // A house that is busy notes it another time.
        Err(store::Error::Busy) => Ok(()),
        other => other,
    }
}
