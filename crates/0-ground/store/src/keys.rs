//! The secrets of this installation, in a file of their own beside the database: they are
//! backed up apart from the data.

use crate::Error;
use base::Random;
use parking_lot::RwLock;
use std::fmt;
use std::io::Write;
use std::path::Path;

const KEY_BYTES: usize = 32;
/// Its name inside the data folder.
pub(crate) const FILE: &str = "regulars.keys";

/// One root secret, from which every purpose derives its own key.
pub(crate) struct Keys {
    root: [u8; KEY_BYTES],
    /// The keys of blind indexes, derived once.
    tokens: RwLock<Vec<(String, [u8; KEY_BYTES])>>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

impl Keys {
    /// Reads the key file, or makes it on first start, readable by its owner alone.
    pub(crate) fn open(data: &Path, random: &dyn Random) -> Result<Self, Error> {
        let path = data.join(FILE);
        let mut root = [0; KEY_BYTES];
        match std::fs::read(&path) {
            Ok(bytes) => {
                root = bytes.try_into().map_err(|_| Error::Schema {
                    why: format!("{} is not a key file", path.display()),
                })?;
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                random.fill(&mut root);
                write_private(&path, &root).map_err(|e| Error::folder(&path, e))?;
            }
            Err(error) => return Err(Error::folder(&path, error)),
        }
        Ok(Self { root, tokens: RwLock::default() })
    }

    /// The key of one column's blind index.
    pub(crate) fn token_key(&self, column: &str) -> [u8; KEY_BYTES] {
        let known = |(name, key): &(String, [u8; KEY_BYTES])| (name == column).then_some(*key);
        if let Some(key) = self.tokens.read().iter().find_map(known) {
            return key;
        }
        let key = self.derive(&format!("token {column}"));
        self.tokens.write().push((column.to_owned(), key));
        key
    }

    /// The key of one purpose. Different purposes have unrelated keys.
    pub(crate) fn derive(&self, purpose: &str) -> [u8; 32] {
        blake3::derive_key(&format!("regulars 2026 {purpose}"), &self.root)
    }
}

/// Whether a store was ever opened in this folder: its keys are there.
pub fn is_kept_in(data: &Path) -> bool {
    data.join(FILE).exists()
}

/// Writes a new file that only its owner can read.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
