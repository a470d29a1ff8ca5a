//! What a client has sent and has not been handed over: bounded, so that a client who sends faster than is decided waits.

use std::io::{self, Read};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

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

#[derive(Debug)]
struct State {
    requests: Vec<Request>,
    bytes: usize,
    /// What was taken last is not answered yet.
    is_in_work: bool,
    /// When the last answers were written.
    answered: Instant,
    /// Nothing more will come.
    has_ended: bool,
    /// Nothing more will be taken.
    is_closed: bool,
}

impl Default for State {
    fn default() -> Self {
        let answered = Instant::now();
        Self { requests: Vec::new(), bytes: 0, is_in_work: false, answered, has_ended: false, is_closed: false }
    }
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

    /// Takes all there is, once there is something; nothing at the end. What was taken before is answered.
    pub(crate) fn take(&self) -> Option<Vec<Request>> {
        self.answered();
        let mut state = self.wait_while(|state| state.requests.is_empty() && !state.has_ended);
        let taken = std::mem::take(&mut state.requests);
        (state.bytes, state.is_in_work) = (0, !taken.is_empty());
        self.changed.notify_all();
        (!taken.is_empty()).then_some(taken)
    }

    fn answered(&self) {
        let mut state = self.wait_while(|_| false);
        if std::mem::take(&mut state.is_in_work) {
            state.answered = Instant::now();
        }
    }

    /// How long all that came has been answered.
    fn idle_for(&self) -> Option<Duration> {
        let state = self.wait_while(|_| false);
        (state.requests.is_empty() && !state.is_in_work).then(|| state.answered.elapsed())
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

/// Input whose time is up when its sender has sent nothing for so long, and has waited for no answer either.
pub(crate) struct Patient<'a, R> {
    input: R,
    inbox: &'a Inbox,
    idle: Duration,
    /// When something came last.
    came: Instant,
}

impl<'a, R> Patient<'a, R> {
    /// Reading must time out now and then: an idle sender is noticed so much later.
    pub(crate) fn new(input: R, inbox: &'a Inbox, idle: Duration) -> Self {
        Self { input, inbox, idle, came: Instant::now() }
    }

    fn is_idle(&self) -> bool {
        is_over(self.idle, self.came.elapsed(), self.inbox.idle_for())
    }
}

/// Whether a sender's time is up: so long after anything came, and so long after all that came was answered, if it has been.
fn is_over(idle: Duration, since_it_came: Duration, since_answered: Option<Duration>) -> bool {
    since_it_came >= idle && since_answered.is_some_and(|since| since >= idle)
}

/// Whether a read has met its timeout.
pub(crate) fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

impl<R: Read> Read for Patient<'_, R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.input.read(to) {
                Err(error) if is_timeout(&error) && !self.is_idle() => {}
                read => {
                    self.came = Instant::now();
                    return read;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Times out now and then; what is in work is answered before the fourth time.
    struct Late<'a>(&'a Inbox, u32);

    impl Read for Late<'_> {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            self.1 += 1;
            if self.1 == 4 {
                self.0.answered();
            }
            Err(io::ErrorKind::WouldBlock.into())
        }
    }

    #[test]
    fn who_waits_for_answers_is_not_idle() {
        let inbox = Inbox::default();
        assert!(inbox.idle_for().is_some() && inbox.push(Request::Stats, 1) && inbox.idle_for().is_none());
        assert!(inbox.take().is_some() && inbox.idle_for().is_none());
        let mut patient = Patient::new(Late(&inbox, 0), &inbox, Duration::ZERO);
        let error = patient.read(&mut [0]).expect_err("its time is up");
        assert!(is_timeout(&error) && patient.input.1 == 4);
    }

    #[test]
    fn who_has_just_been_answered_is_not_idle() {
        let [short, idle, long] = [4, 5, 60].map(Duration::from_secs);
        assert!(is_over(idle, idle, Some(idle)) && is_over(idle, long, Some(long)));
        // It sent long ago, and waited for an answer nearly all the time, or waits still.
        assert!(!is_over(idle, long, Some(short)) && !is_over(idle, long, None));
        assert!(!is_over(idle, short, Some(long)));
    }

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
