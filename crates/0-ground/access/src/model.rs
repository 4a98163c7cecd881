//! The words of access: people, sessions and keys, as they are kept.

use base::{Instant, KeyId, Namespace, Personal, SessionId, SourceName, StaffId};

macro_rules! codes {
    ($(
        $(#[$doc:meta])*
        $name:ident { $($(#[$case_doc:meta])* $case:ident = $text:literal,)* }
    )*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $($(#[$case_doc])* $case,)*
        }

        impl $name {
            /// The code as it is kept and sent.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$case => $text,)* }
            }

            /// Reads a code.
            pub fn parse(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$case),)*
                    _ => None,
                }
            }
        }
    )*};
}

codes! {
    /// What a person of the shop is there for.
    Role {
        /// May do everything.
        Owner = "owner",
    }
    /// What a key is for.
    KeyKind {
        /// Publishable; can bring activities in and nothing else.
        Write = "write",
        /// Secret; speaks to the API within its scope.
        Api = "api",
    }
    /// How far an API key reaches.
    KeyScope {
        /// Sees.
        Read = "read",
        /// Sees and changes.
        Write = "write",
    }
}

/// A person who works in the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// The id.
    pub id: StaffId,
    /// The name.
    pub name: Personal,
    /// The email address to sign in with.
    pub email: Personal,
    /// The role.
    pub role: Role,
}

/// One sign-in that is not over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its name; not its token.
    pub id: SessionId,
    /// Browser and system, in a few words.
    pub agent: String,
    /// When it began.
    pub created_at: Instant,
    /// When it was last used, to the minute.
    pub seen_at: Instant,
    /// When it ends, used or not.
    pub ends_at: Instant,
}

/// A write key or an API key, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The id.
    pub id: KeyId,
    /// What the shop calls it.
    pub name: String,
    /// What it is for.
    pub kind: KeyKind,
    /// How far it reaches; only API keys reach anywhere.
    pub scope: KeyScope,
    /// What facts that come with it are from; write keys have one.
    pub source: Option<SourceName>,
    /// The id space of facts that come with it; write keys have one.
    pub namespace: Option<Namespace>,
    /// The key itself, of write keys only.
    pub public_text: Option<String>,
    /// When it was made.
    pub created_at: Instant,
    /// When it was last used, to the minute.
    pub used_at: Option<Instant>,
    /// When it ends; write keys do not.
    pub expires_at: Option<Instant>,
}
