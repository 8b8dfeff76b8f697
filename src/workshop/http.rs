//! The routes: what each request asks for, and its answer.

use super::answer::Writer;
use super::asked::{Asked, text, wish, wish_of_query};
use super::assets;
use super::class::{self, Action, Class, Who};
use super::country::{Setting, Wish};
use super::describe;
use super::export::{Kind, Material, regions, scenario};
use super::guard::{Hosts, guard};
use super::refusal::Refusal;
use super::runs::{Done, Failure, Runs};
use super::simulate::Stage;
use super::visitors::{Visitor, Visitors};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Extension, Router, middleware};
use serde_json::{Map, Value};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// All that requests share.
#[derive(Debug)]
pub(super) struct App {
    pub(super) stage: Arc<Stage>,
    pub(super) runs: Runs,
    pub(super) visitors: Visitors,
    pub(super) class: Class,
    /// The most bytes of a body.
    pub(super) body: usize,
    /// The longest time in which a body must have come.
    pub(super) body_time: Duration,
}

/// Where a request comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) IpAddr);

type Shared = State<Arc<App>>;
type Answer = Result<Response, Refusal>;

/// All routes.
pub(super) fn router(app: Arc<App>, hosts: Hosts) -> Router {
    Router::new()
        .route("/api/setting", get(setting))
        .route("/api/run", post(run))
        .route("/api/compare", post(compare))
        .route("/api/export/{file}", get(export))
        .route("/api/class", get(board))
        .route("/api/class/join", post(join))
        .route("/api/class/submit", post(submit))
        .route("/api/class/control", post(control))
        .fallback(asset)
        .method_not_allowed_fallback(|| async { wrong_method() })
        .layer(middleware::from_fn_with_state(Arc::new(hosts), guard))
        .with_state(app)
}

impl App {
    /// The body of a request as an object of JSON.
    async fn body(&self, headers: &HeaderMap, body: Body) -> Result<Map<String, Value>, Refusal> {
        let too_large = || {
            let refusal = Refusal::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "body_too_large",
                format!("a body may have {} bytes", self.body),
            );
            refusal.help("a setting needs a few hundred")
        };
        let length = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
        if length.is_some_and(|n| n > self.body as u64) {
            return Err(too_large());
        }
        let bytes: Bytes = match tokio::time::timeout(self.body_time, to_bytes(body, self.body)).await {
            Ok(Ok(bytes)) => bytes,
            Ok(Err(_)) => return Err(too_large()),
            Err(_) => {
                let text = format!("the body did not come within {} seconds", self.body_time.as_secs_f64());
                return Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, "timeout", text));
            }
        };
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(object)) => Ok(object),
            Ok(_) => Err(Refusal::bad("json", "the body must be an object, like {\"set\": {}}")),
            Err(error) => Err(Refusal::bad("json", format!("the body is not JSON: {error}"))),
        }
    }

    fn is_teacher(&self, asked: &Asked) -> bool {
        asked.teacher.as_deref().is_some_and(|key| self.class.is_teacher(key))
    }

    /// Whether true values are hidden from who asks.
    fn hides(&self, asked: &Asked) -> bool {
        self.class.hides(self.is_teacher(asked))
    }

    /// Whether what is told is only what is seen from above.
    ///
    /// # Errors
    /// Where this file cannot be had so.
    fn may_tell(&self, kind: Kind, asked: &Asked) -> Result<bool, Refusal> {
        let hidden = self.hides(asked);
        if hidden && !kind.is_told_while_hidden() {
            let refusal = Refusal::forbidden("hidden", "the teacher has hidden the true values");
            return Err(refusal.help("ask for it when they are shown"));
        }
        Ok(hidden)
    }

    /// Reads what is wished. A country is read for it: not on the threads that listen.
    async fn setting(&self, wish: Wish) -> Result<Setting, Refusal> {
        let country = self.stage.country.clone();
        Ok(aside(move || country.setting(&wish)).await??)
    }

    /// Waits for a run. It counts for the visitor, and stops where nobody waits any more.
    async fn wait(&self, visitor: &Visitor, setting: Setting) -> Result<(Arc<Done>, bool), Refusal> {
        let ticket = self.runs.ask(setting).map_err(refused)?;
        let known = ticket.known;
        let turn = if known { None } else { Some(self.visitors.enter(visitor.clone())?) };
        let done = ticket.wait().await.map_err(refused)?;
        drop(turn);
        Ok((done, known))
    }

    /// The country as it is. It is remembered for ever, and counts for nobody.
    async fn base(&self) -> Result<Arc<Done>, Refusal> {
        self.runs.ask(self.stage.country.untouched()).map_err(refused)?.wait().await.map_err(refused)
    }
}

/// What a visitor is told of a run that gave nothing.
fn refused(failure: Failure) -> Refusal {
    let unavailable = |code| Refusal::new(StatusCode::SERVICE_UNAVAILABLE, code, failure.to_string());
    match &failure {
        Failure::Crashed(_) => Refusal::crash(failure.to_string()),
        Failure::Faulty(why) => Refusal::bad("rule", why.clone()),
        Failure::TooLong(_) => unavailable("too_long").help("take a smaller country, or try again when fewer are here"),
        Failure::Full(_) => unavailable("queue_full").help("try again in a few seconds").retry(5),
        Failure::Closing => unavailable("closing"),
    }
}

/// Does what takes the processor's time away from the threads that listen.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Refusal> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Refusal::crash(format!("writing the answer failed: {error}")))
}

fn content(kind: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

fn json(body: String) -> Response {
    content("application/json; charset=utf-8", body)
}

async fn asset(method: Method, uri: Uri, headers: HeaderMap) -> Answer {
    match assets::find(uri.path(), &headers) {
        Some(response) if matches!(method, Method::GET | Method::HEAD) => Ok(response),
        Some(_) => Err(wrong_method()),
        None => Err(Refusal::missing("there is nothing at this address")),
    }
}

fn wrong_method() -> Refusal {
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "method", "this address takes another method")
}

async fn setting(State(app): Shared, Extension(peer): Extension<Peer>, headers: HeaderMap, uri: Uri) -> Answer {
    let asked = Asked::new(peer, &headers, &uri)?;
    let is_teacher = app.is_teacher(&asked);
    let document = move || describe::setting(&app.stage.country, &app.class, is_teacher, asked.lang()).to_string();
    Ok(json(aside(document).await?))
}

async fn run(State(app): Shared, Extension(peer): Extension<Peer>, request: Request) -> Answer {
    let (parts, body) = request.into_parts();
    let body = app.body(&parts.headers, body).await?;
    let asked = Asked::new(peer, &parts.headers, &parts.uri)?.with_body(&body);
    let setting = app.setting(wish(&body)?).await?;
    let (done, known) = app.wait(&asked.visitor, setting).await?;
    let (base, hidden, seconds) = (app.base().await?, app.hides(&asked), done.seconds);
    let document = move || {
        let writer = Writer { country: &app.stage.country, drawn: &app.stage.drawn, hidden };
        writer.run(&done, &base).to_string()
    };
    let mut response = json(aside(document).await?);
    let headers = response.headers_mut();
    headers
        .insert(HeaderName::from_static("x-jiama-cache"), HeaderValue::from_static(if known { "hit" } else { "miss" }));
    if let Ok(seconds) = HeaderValue::from_str(&format!("{seconds:.3}")) {
        headers.insert(HeaderName::from_static("x-jiama-seconds"), seconds);
    }
    Ok(response)
}

async fn compare(State(app): Shared, Extension(peer): Extension<Peer>, request: Request) -> Answer {
    let (parts, body) = request.into_parts();
    let body = app.body(&parts.headers, body).await?;
    let asked = Asked::new(peer, &parts.headers, &parts.uri)?.with_body(&body);
    let side = |key: &str| match body.get(key) {
        Some(Value::Object(side)) => wish(side),
        _ => Err(Refusal::bad("json", format!("`{key}` must be an object, like {{\"set\": {{}}}}")).at(key)),
    };
    let (a, b) = (side("a")?, side("b")?);
    let (a, b) = (app.setting(a).await?, app.setting(b).await?);
    let ((a, _), (b, _)) = tokio::try_join!(app.wait(&asked.visitor, a), app.wait(&asked.visitor, b))?;
    let hidden = app.hides(&asked);
    let document = move || {
        let writer = Writer { country: &app.stage.country, drawn: &app.stage.drawn, hidden };
        writer.comparison(&a, &b).to_string()
    };
    Ok(json(aside(document).await?))
}

async fn export(
    State(app): Shared,
    Extension(peer): Extension<Peer>,
    file: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    uri: Uri,
) -> Answer {
    let asked = Asked::new(peer, &headers, &uri)?;
    let missing = || Refusal::missing("there is no such file");
    let Path(file) = file.map_err(|_| missing())?;
    let kind = Kind::named(&file).ok_or_else(missing)?;
    let setting = app.setting(wish_of_query(&asked.query, "")?).await?;
    let base = app.setting(wish_of_query(&asked.query, "base.")?).await?;
    app.may_tell(kind, &asked)?;
    let bytes = if kind.is_text_of_setting() {
        let text = if kind == Kind::Scenario { scenario(&setting) } else { regions(&setting)? };
        text.into_bytes()
    } else {
        let ((done, _), (base, _)) =
            tokio::try_join!(app.wait(&asked.visitor, setting), app.wait(&asked.visitor, base))?;
        // The teacher may have hidden the true values while the runs went on.
        let hidden = app.may_tell(kind, &asked)?;
        let name = asked.find("name").unwrap_or_default();
        let name: String = name.chars().filter(|c| !c.is_control()).take(class::NAME).collect();
        let name = if name.trim().is_empty() { "policy".to_string() } else { name };
        let lang = asked.lang();
        let made = move || {
            let (country, drawn) = (&app.stage.country, &app.stage.drawn);
            Material { country, drawn, done: &done, base: &base, name: &name, hidden, lang }.bytes(kind)
        };
        aside(made).await??
    };
    let mut response = content(kind.content_type(), bytes);
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"jiama-{file}\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// Who asks for the class: the teacher or a group.
fn who(app: &App, asked: &Asked, token: Option<&str>) -> Result<Who, Refusal> {
    if let Some(key) = &asked.teacher {
        return match app.class.is_teacher(key) {
            true => Ok(Who::Teacher),
            false => {
                app.visitors.attempt(asked.address)?;
                Err(Refusal::forbidden("key", "this is not the key of the teacher")
                    .help("the command prints the teacher's link"))
            }
        };
    }
    let Some(token) = token else {
        return Err(Refusal::forbidden("token", "the board is for the class").help("join with the code of the class"));
    };
    app.class.group(token).map(Who::Group)
}

async fn shown(app: &App, who: Who) -> Answer {
    let base = app.base().await?;
    Ok(json(app.class.board(who, &app.stage.country, &base).to_string()))
}

async fn board(State(app): Shared, Extension(peer): Extension<Peer>, headers: HeaderMap, uri: Uri) -> Answer {
    let asked = Asked::new(peer, &headers, &uri)?;
    shown(&app, who(&app, &asked, asked.find("token"))?).await
}

async fn join(State(app): Shared, Extension(peer): Extension<Peer>, request: Request) -> Answer {
    app.visitors.attempt(peer.0)?;
    let (parts, body) = request.into_parts();
    let body = app.body(&parts.headers, body).await?;
    let (group, token) = app.class.join(text(&body, "code")?, text(&body, "name")?)?;
    Ok(json(serde_json::json!({ "group": group, "token": token }).to_string()))
}

async fn submit(State(app): Shared, Extension(peer): Extension<Peer>, request: Request) -> Answer {
    let (parts, body) = request.into_parts();
    let body = app.body(&parts.headers, body).await?;
    let asked = Asked::new(peer, &parts.headers, &parts.uri)?;
    let group = app.class.group(text(&body, "token")?)?;
    app.class.takes_policies()?;
    let setting = app.setting(wish(&body)?).await?;
    let (done, _) = app.wait(&asked.visitor, setting).await?;
    let base = app.base().await?;
    app.class.submit(&app.stage.country, group, &done, &base)?;
    shown(&app, Who::Group(group)).await
}

async fn control(State(app): Shared, Extension(peer): Extension<Peer>, request: Request) -> Answer {
    let (parts, body) = request.into_parts();
    let body = app.body(&parts.headers, body).await?;
    let asked = Asked::new(peer, &parts.headers, &parts.uri)?.with_body(&body);
    if who(&app, &asked, None)? != Who::Teacher {
        return Err(Refusal::forbidden("key", "only the teacher decides"));
    }
    let action = text(&body, "action")?;
    let found = Action::named(action, body.get("group").and_then(Value::as_u64));
    let unknown = || {
        let refusal =
            Refusal::bad("value", format!("there is no action `{action}`, or it lacks its group")).at("action");
        refusal.help("open, close, freeze, unfreeze, hide, reveal, reset, or remove with a group")
    };
    app.class.control(found.ok_or_else(unknown)?)?;
    shown(&app, Who::Teacher).await
}
