//! What to fetch next, and whether it may be.

use std::collections::{HashSet, VecDeque};
use std::error::Error;
use std::thread;
use std::time::Duration;

use texting_robots::{Robot, get_robots_url};
use url::Url;

use crate::fetch::{Answer, Fetcher};
use crate::page::{Article, PageReader};

/// The name that robots.txt may address.
const AGENT: &str = "wireprint-example";
/// Between requests, where robots.txt names no delay.
const DEFAULT_DELAY: Duration = Duration::from_secs(1);
/// No site may hold the crawler up for longer.
const LONGEST_DELAY: Duration = Duration::from_secs(30);

/// What became of an address.
#[derive(Debug)]
pub(crate) enum Arrival {
    /// A page, with its article if it has one.
    Page(Option<Article>),
    /// The address moved; the new one is next, unless it was seen before or robots.txt forbids it.
    Redirect(Url),
    /// Something other than HTML, of this type. Its body was not read.
    NotHtml(String),
    /// robots.txt forbids it. It was not requested.
    Forbidden,
    /// It could not be had, for this reason.
    Failed(String),
}

/// Walks one site breadth first, one request at a time; each address is yielded once.
#[derive(Debug)]
pub(crate) struct Crawler {
    fetcher: Fetcher,
    reader: PageReader,
    robot: Robot,
    delay: Duration,
    requests_left: usize,
    frontier: VecDeque<Url>,
    visited: HashSet<Url>,
}

impl Crawler {
    /// A crawler that has read the site's robots.txt and will make at most `limit` more requests.
    pub(crate) fn start(at: Url, limit: usize) -> Result<Self, Box<dyn Error>> {
        let fetcher = Fetcher::new(AGENT);
        let robots_txt = fetcher.robots_txt(&get_robots_url(at.as_str())?)?;
        let robot = Robot::new(AGENT, &robots_txt)?;
        Ok(Self {
            fetcher,
            reader: PageReader::new(),
            delay: delay(&robot),
            robot,
            requests_left: limit,
            visited: HashSet::from([at.clone()]),
            frontier: VecDeque::from([at]),
        })
    }

    fn visit(&mut self, url: &Url) -> Arrival {
        thread::sleep(self.delay);
        match self.fetcher.fetch(url) {
            Ok(Answer::Html(html)) => {
                let page = self.reader.read(&html);
                page.links.iter().for_each(|link| self.enqueue(url, link));
                Arrival::Page(page.article)
            }
            Ok(Answer::Redirect(location)) => self.follow(url, &location),
            Ok(Answer::NotHtml(mime)) => Arrival::NotHtml(mime),
            Ok(Answer::Status(status)) => Arrival::Failed(format!("status {status}")),
            Err(error) => Arrival::Failed(error.to_string()),
        }
    }

    /// Redirects pass through the frontier like any link, so that robots.txt is asked about their target too.
    fn follow(&mut self, from: &Url, location: &str) -> Arrival {
        let Some(target) = resolve(from, location) else {
            return Arrival::Failed(format!("redirect to {location}"));
        };
        if self.visited.insert(target.clone()) {
            self.frontier.push_front(target.clone());
        }
        Arrival::Redirect(target)
    }

    fn enqueue(&mut self, page: &Url, link: &str) {
        let Some(target) = resolve(page, link) else { return };
        if self.visited.insert(target.clone()) {
            self.frontier.push_back(target);
        }
    }
}

impl Iterator for Crawler {
    type Item = (Url, Arrival);

    fn next(&mut self) -> Option<Self::Item> {
        let url = self.frontier.pop_front()?;
        if !self.robot.allowed(url.as_str()) {
            return Some((url, Arrival::Forbidden));
        }
        self.requests_left = self.requests_left.checked_sub(1)?;
        let arrival = self.visit(&url);
        Some((url, arrival))
    }
}

/// The address that a link means, without its fragment; none if it leaves the site.
fn resolve(page: &Url, link: &str) -> Option<Url> {
    let mut target = page.join(link).ok()?;
    target.set_fragment(None);
    (target.origin() == page.origin()).then_some(target)
}

fn delay(robot: &Robot) -> Duration {
    let wanted = robot.delay.and_then(|seconds| Duration::try_from_secs_f32(seconds).ok());
    wanted.unwrap_or(DEFAULT_DELAY).min(LONGEST_DELAY)
}
