//! What a client has sent and has not been handed over: bounded, so that a client who sends faster than is decided waits.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::line::Request;

/// Lines that are handed over together at most.
const LINES: usize = 512;
/// Bytes of them, but for the last.
const BYTES: usize = 1 << 20;

/// Requests in their order.
#[derive(Debug, Default)]
pub(crate) struct Inbox {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    requests: Vec<Request>,
    bytes: usize,
    /// Nothing more will come.
    has_ended: bool,
    /// Nothing more will be taken.
    is_closed: bool,
}

impl Inbox {
    fn wait_while(&self, condition: impl Fn(&State) -> bool) -> MutexGuard<'_, State> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.changed.wait_while(state, |state| condition(state)).unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a request once there is room; whether it was wanted.
    pub(crate) fn push(&self, request: Request, bytes: usize) -> bool {
        let mut state =
            self.wait_while(|state| !state.is_closed && (state.requests.len() >= LINES || state.bytes >= BYTES));
        if state.is_closed {
            return false;
        }
        state.requests.push(request);
        state.bytes += bytes;
        self.changed.notify_all();
        true
    }

    /// Takes all there is, once there is something; nothing at the end.
    pub(crate) fn take(&self) -> Option<Vec<Request>> {
        let mut state = self.wait_while(|state| state.requests.is_empty() && !state.has_ended);
        state.bytes = 0;
        let taken = std::mem::take(&mut state.requests);
        self.changed.notify_all();
        (!taken.is_empty()).then_some(taken)
    }

    /// Says that nothing more will come.
    pub(crate) fn end(&self) {
        self.wait_while(|_| false).has_ended = true;
        self.changed.notify_all();
    }

    /// Says that nothing more will be taken.
    pub(crate) fn close(&self) {
        self.wait_while(|_| false).is_closed = true;
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_sends_faster_than_is_taken_waits() {
        let inbox = Inbox::default();
        std::thread::scope(|threads| {
            let sent = threads.spawn(|| {
                let all = (0..3 * LINES).all(|_| inbox.push(Request::Stats, 1));
                let large = (0..3).all(|_| inbox.push(Request::Stats, 2 * BYTES));
                inbox.end();
                all && large
            });
            let taken: Vec<usize> = std::iter::from_fn(|| inbox.take()).map(|requests| requests.len()).collect();
            assert_eq!(taken.iter().sum::<usize>(), 3 * LINES + 3);
            assert!(taken.iter().all(|taken| *taken <= LINES), "{taken:?}");
            assert!(sent.join().expect("no panic"));
        });
    }

    #[test]
    fn what_nobody_takes_any_more_is_not_waited_for() {
        let inbox = Inbox::default();
        std::thread::scope(|threads| {
            let sent = threads.spawn(|| (0..=LINES).take_while(|_| inbox.push(Request::Stats, 1)).count());
            while inbox.state.lock().expect("no panic").requests.len() < LINES {
                std::thread::yield_now();
            }
            inbox.close();
            assert_eq!(sent.join().expect("no panic"), LINES);
        });
    }
}
