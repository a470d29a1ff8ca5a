//! One request, with everything bounded: time, size, and redirects, which are the crawler's to decide on.

use std::time::Duration;

use ureq::Agent;
use ureq::http::header::LOCATION;
use url::Url;

/// For one request, from resolving the name to the body's last byte.
const TIMEOUT: Duration = Duration::from_secs(10);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// A longer page is an error.
const MAX_PAGE: u64 = 2 << 20;
/// RFC 9309 asks a crawler to read at least this much of a robots.txt.
const MAX_ROBOTS: u64 = 500 << 10;
/// And to follow at least this many redirects to it.
const ROBOTS_REDIRECTS: u32 = 5;

/// What a server may say.
#[derive(Debug)]
pub(crate) enum Answer {
    /// A page's source.
    Html(String),
    /// The `Location` that it points to, as it stands.
    Redirect(String),
    /// The media type of something else.
    NotHtml(String),
    /// Any status that is neither success nor redirect.
    Status(u16),
}

/// An HTTP client that does not follow redirects.
#[derive(Debug)]
pub(crate) struct Fetcher {
    agent: Agent,
}

impl Fetcher {
    pub(crate) fn new(agent: &str) -> Self {
        let config = Agent::config_builder()
            .user_agent(agent)
            .timeout_global(Some(TIMEOUT))
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .max_redirects(0)
            .http_status_as_error(false)
            // The site of this example is on loopback, where no proxy can reach it.
            .proxy(None);
        Self { agent: config.build().new_agent() }
    }

    /// The site's rules: empty where it has none. An error is a reason not to crawl the site at all.
    pub(crate) fn robots_txt(&self, url: &str) -> Result<Vec<u8>, ureq::Error> {
        let request = self.agent.get(url).config().max_redirects(ROBOTS_REDIRECTS).build();
        let mut response = request.call()?;
        match response.status().as_u16() {
            200..=299 => response.body_mut().with_config().limit(MAX_ROBOTS).read_to_vec(),
            400..=499 => Ok(Vec::new()),
            status => Err(ureq::Error::StatusCode(status)),
        }
    }

    /// Requests a page; reads the body only if it is HTML.
    pub(crate) fn fetch(&self, url: &Url) -> Result<Answer, ureq::Error> {
        let mut response = self.agent.get(url.as_str()).call()?;
        let status = response.status();
        if status.is_redirection() {
            let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
            return Ok(location.map_or(Answer::Status(status.as_u16()), |to| Answer::Redirect(to.to_owned())));
        }
        if !status.is_success() {
            return Ok(Answer::Status(status.as_u16()));
        }
        let body = response.body_mut();
        match body.mime_type() {
            Some("text/html" | "application/xhtml+xml") => {
                body.with_config().limit(MAX_PAGE).lossy_utf8(true).read_to_string().map(Answer::Html)
            }
            other => Ok(Answer::NotHtml(other.unwrap_or("no type").to_owned())),
        }
    }
}
