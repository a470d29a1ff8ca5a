//! A thread that follows orders one after another, and tells what it has done.

use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use crate::error::{StoreError, guarded};

/// The thread; it ends over the first order that fails.
pub(crate) struct Worker<Order, Done> {
    to: Option<SyncSender<Order>>,
    /// Used by whoever has the worker to himself; the lock only says that others may look at what contains it.
    from: Mutex<Receiver<Result<Done, StoreError>>>,
    thread: Option<JoinHandle<()>>,
}

impl<Order: Send + 'static, Done: Send + 'static> Worker<Order, Done> {
    /// Starts it; so many orders may wait for it before whoever gives one waits as well.
    pub(crate) fn start(
        name: &str,
        waiting: usize,
        mut follow: impl FnMut(Order) -> Result<Option<Done>, StoreError> + Send + 'static,
    ) -> Result<Self, StoreError> {
        let (to, orders) = sync_channel(waiting);
        let (done, from) = channel();
        // Tells what has been done; none if it failed or nobody listens any more.
        let mut step = move |order| {
            let followed = guarded(|| follow(order));
            let has_failed = followed.is_err();
            let is_told = followed.transpose().is_none_or(|followed| done.send(followed).is_ok());
            (is_told && !has_failed).then_some(())
        };
        let work = move || orders.into_iter().try_for_each(&mut step).unwrap_or_default();
        let thread = thread::Builder::new().name(name.into()).spawn(work).map_err(StoreError::Thread)?;
        Ok(Self { to: Some(to), from: Mutex::new(from), thread: Some(thread) })
    }

    /// Gives an order. An error is that of an earlier one.
    pub(crate) fn order(&mut self, order: Order) -> Result<(), StoreError> {
        if self.to.as_ref().is_some_and(|to| to.send(order).is_ok()) {
            return Ok(());
        }
        // The thread ended over an error, which is the last that it sent.
        Err(self.from().try_iter().find_map(Result::err).unwrap_or(StoreError::Failed))
    }

    fn from(&mut self) -> &mut Receiver<Result<Done, StoreError>> {
        self.from.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    /// What has been done and not been told, if there is any.
    pub(crate) fn try_done(&mut self) -> Result<Option<Done>, StoreError> {
        self.from().try_recv().ok().transpose()
    }

    /// The same; waits for it.
    pub(crate) fn done(&mut self) -> Result<Done, StoreError> {
        self.from().recv().unwrap_or(Err(StoreError::Failed))
    }
}

impl<Order, Done> Drop for Worker<Order, Done> {
    /// All orders have been followed when this returns, or one has failed.
    fn drop(&mut self) {
        self.to = None;
        let _ = self.thread.take().map(JoinHandle::join);
    }
}
