//! What the house knows about its shop: a setting that is at hand without asking the database.

use crate::{Error, Scope, Store, Tx};
use base::Shop;
use std::sync::Arc;

impl Store {
    /// What the house knows about its shop, as last committed here.
    pub fn shop(&self) -> Arc<Shop> {
        Arc::clone(&self.seat.shop.read())
    }

    /// Keeps what the house knows about its shop.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn put_shop(&self, scope: &Scope, shop: Shop) -> Result<(), Error> {
        self.put_shop_with(scope, shop, |_| Ok(())).await
    }

    /// Keeps what the house knows about its shop, in one transaction with `verb`.
    ///
    /// # Errors
    /// Those of `verb` and of the database; then nothing is kept.
    pub async fn put_shop_with<T, E, F>(&self, scope: &Scope, shop: Shop, verb: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let kept = shop.clone();
        let both = move |tx: &mut Tx<'_>| {
            tx.put_setting("shop", &kept)?;
            verb(tx)
        };
        let done = self.write(scope, both).await?;
        *self.seat.shop.write() = Arc::new(shop);
        Ok(done)
    }

    /// [`Store::put_shop`] for callers outside the async runtime.
    ///
    /// # Errors
    /// Those of the database.
    pub fn put_shop_blocking(&self, scope: &Scope, shop: Shop) -> Result<(), Error> {
        let kept = shop.clone();
        self.write_blocking(scope, move |tx| tx.put_setting("shop", &kept))?;
        *self.seat.shop.write() = Arc::new(shop);
        Ok(())
    }
}
