//! A view is a state machine on the main thread: events in, a drawn grid out.
//!
//! It hides each view's inbox: background work reports through a [`Sender`], and nothing that a
//! dropped [`Task`] sent is delivered, even when it was sent before. A view that panics shows why in
//! its place and can be closed; the terminal goes on. It is not placement: see
//! [`crate::module::Placement`].

use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Weak, mpsc};

use futures::FutureExt;
use mux::grid::{Grid, Rect, Size, Style};
use mux::input::{Key, KeyEvent, MouseEvent};

use crate::host::{Host, ViewId};
use crate::manager::Meter;
use crate::run::panic_text;

/// How many messages one [`AnyView::pump`] handles, so that a flood cannot hold up a frame.
const PUMP_LIMIT: usize = 4096;

/// Something a view is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Event<M> {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was committed by an input method, or pasted.
    Text(String),
    /// The mouse did something; the position is relative to the view.
    Mouse(MouseEvent),
    /// The view has this size now.
    Resize(Size),
    /// The view gained or lost the keyboard.
    Focus(bool),
    /// Background work reports.
    Message(M),
}

/// An event from outside the view.
pub type ViewEvent = Event<Infallible>;

impl ViewEvent {
    fn widen<M>(self) -> Event<M> {
        match self {
            Self::Key(key) => Event::Key(key),
            Self::Text(text) => Event::Text(text),
            Self::Mouse(mouse) => Event::Mouse(mouse),
            Self::Resize(size) => Event::Resize(size),
            Self::Focus(focus) => Event::Focus(focus),
            Self::Message(never) => match never {},
        }
    }
}

/// Something visible that reacts to events.
pub trait View: 'static {
    /// What its background work reports.
    type Message: Send + 'static;

    /// Reacts to one event. Runs on the main thread and must return at once.
    fn update(&mut self, event: Event<Self::Message>, cx: &Cx<'_, Self::Message>);

    /// Draws itself; the grid has the view's size and is blank.
    fn draw(&self, grid: &mut Grid);
}

struct Envelope<M> {
    message: M,
    task: Weak<()>,
}

/// Background work. Dropping it stops the work, and nothing it sent is delivered after that.
#[must_use = "dropping a task cancels it"]
pub struct Task {
    abort: tokio::task::AbortHandle,
    _alive: Arc<()>,
}

impl Task {
    /// Tells whether the work has ended.
    pub fn is_finished(&self) -> bool {
        self.abort.is_finished()
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.abort.abort();
    }
}

/// A task's way back to its view.
pub struct Sender<M> {
    inbox: mpsc::Sender<Envelope<M>>,
    host: Arc<dyn Host>,
    view: ViewId,
    task: Weak<()>,
}

impl<M> Clone for Sender<M> {
    fn clone(&self) -> Self {
        Self {
            inbox: self.inbox.clone(),
            host: Arc::clone(&self.host),
            view: self.view,
            task: Weak::clone(&self.task),
        }
    }
}

impl<M: Send + 'static> Sender<M> {
    /// Delivers `message`, unless the task or the view is gone by then.
    pub fn send(&self, message: M) {
        let envelope = Envelope {
            message,
            task: Weak::clone(&self.task),
        };
        if self.is_open() && self.inbox.send(envelope).is_ok() {
            self.host.wake(self.view);
        }
    }

    /// Tells whether somebody still listens.
    pub fn is_open(&self) -> bool {
        self.task.strong_count() > 0
    }
}

/// What a view may do while it reacts to an event.
pub struct Cx<'a, M> {
    inbox: &'a mpsc::Sender<Envelope<M>>,
    host: &'a Arc<dyn Host>,
    view: ViewId,
    size: Size,
    closing: &'a Cell<bool>,
}

impl<M: Send + 'static> Cx<'_, M> {
    /// Returns the terminal.
    pub fn host(&self) -> &Arc<dyn Host> {
        self.host
    }

    /// Returns the view's name.
    pub fn view(&self) -> ViewId {
        self.view
    }

    /// Returns the size last told to the view.
    pub fn size(&self) -> Size {
        self.size
    }

    /// Asks for the view to be closed.
    pub fn close(&self) {
        self.closing.set(true);
    }

    /// Starts background work that reports back through its [`Sender`].
    pub fn spawn<F>(&self, work: impl FnOnce(Sender<M>) -> F) -> Task
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.start(work, |_, why| log::error!("a view's task panicked: {why}"))
    }

    /// Starts background work; should it panic, the view is sent `broken(why)`.
    pub fn spawn_or<F>(
        &self,
        work: impl FnOnce(Sender<M>) -> F,
        broken: impl FnOnce(String) -> M + Send + 'static,
    ) -> Task
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.start(work, move |sender, why| {
            log::error!("a view's task panicked: {why}");
            sender.send(broken(why));
        })
    }

    fn start<F>(
        &self,
        work: impl FnOnce(Sender<M>) -> F,
        broken: impl FnOnce(&Sender<M>, String) + Send + 'static,
    ) -> Task
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let alive = Arc::new(());
        let sender = Sender {
            inbox: self.inbox.clone(),
            host: Arc::clone(self.host),
            view: self.view,
            task: Arc::downgrade(&alive),
        };
        let running = AssertUnwindSafe(work(sender.clone())).catch_unwind();
        let abort = self.host.spawn(Box::pin(async move {
            if let Err(panic) = running.await {
                broken(&sender, panic_text(&*panic));
            }
        }));
        Task {
            abort,
            _alive: alive,
        }
    }
}

/// A [`View`] whose message type is forgotten, as the terminal holds it.
pub trait AnyView {
    /// Tells the view something.
    fn event(&mut self, event: ViewEvent);
    /// Hands over what background work has reported; true when there was something.
    fn pump(&mut self) -> bool;
    /// Draws the view.
    fn draw(&self, grid: &mut Grid);
    /// Tells whether the view asked to be closed.
    fn wants_close(&self) -> bool;
    /// Has what the view does on the main thread measured from now on.
    fn watch(&mut self, meter: Meter);
}

/// Forgets a view's message type. Each view keeps its own typed inbox.
pub fn erase<V: View>(view: V, id: ViewId, host: Arc<dyn Host>) -> Box<dyn AnyView> {
    let (sender, inbox) = mpsc::channel();
    Box::new(Erased {
        view,
        id,
        host,
        sender,
        inbox,
        size: Size::default(),
        closing: Cell::new(false),
        broken: RefCell::new(None),
        meter: None,
    })
}

struct Erased<V: View> {
    view: V,
    id: ViewId,
    host: Arc<dyn Host>,
    sender: mpsc::Sender<Envelope<V::Message>>,
    inbox: mpsc::Receiver<Envelope<V::Message>>,
    size: Size,
    closing: Cell<bool>,
    broken: RefCell<Option<String>>,
    meter: Option<Meter>,
}

impl<V: View> Erased<V> {
    fn update(&mut self, event: Event<V::Message>) {
        let cx = Cx {
            inbox: &self.sender,
            host: &self.host,
            view: self.id,
            size: self.size,
            closing: &self.closing,
        };
        let view = &mut self.view;
        let update = || catch_unwind(AssertUnwindSafe(|| view.update(event, &cx)));
        if let Err(panic) = measured(self.meter.as_ref(), "view update", update) {
            self.break_down("view update", panic_text(&*panic));
        }
    }

    fn break_down(&self, what: &str, why: String) {
        log::error!("a view panicked: {why}");
        if let Some(meter) = &self.meter {
            meter.panicked(what, &why);
        }
        *self.broken.borrow_mut() = Some(why);
    }

    fn is_broken(&self) -> bool {
        self.broken.borrow().is_some()
    }

    fn draw_broken(&self, grid: &mut Grid) {
        let size = grid.size();
        let whole = Rect {
            x: 0,
            y: 0,
            cols: size.cols,
            rows: size.rows,
        };
        grid.fill(whole, Style::default());
        let why = self.broken.borrow();
        let why = why.as_deref().unwrap_or_default();
        grid.put(
            0,
            0,
            &format!("This view stopped working: {why}"),
            Style::default(),
        );
        grid.put(0, 1, "Esc closes it; the log says more.", Style::default());
    }
}

impl<V: View> AnyView for Erased<V> {
    fn event(&mut self, event: ViewEvent) {
        if let Event::Resize(size) = event {
            self.size = size;
        }
        if !self.is_broken() {
            self.update(event.widen());
        } else if matches!(&event, Event::Key(key) if key.key == Key::Escape) {
            self.closing.set(true);
        }
    }

    fn pump(&mut self) -> bool {
        for handled in 0..PUMP_LIMIT {
            let Ok(envelope) = self.inbox.try_recv() else {
                return handled > 0;
            };
            if envelope.task.strong_count() > 0 && !self.is_broken() {
                self.update(Event::Message(envelope.message));
            }
        }
        self.host.wake(self.id);
        true
    }

    fn draw(&self, grid: &mut Grid) {
        let draw = || catch_unwind(AssertUnwindSafe(|| self.view.draw(grid)));
        if !self.is_broken()
            && let Err(panic) = measured(self.meter.as_ref(), "view draw", draw)
        {
            self.break_down("view draw", panic_text(&*panic));
        }
        if self.is_broken() {
            self.draw_broken(grid);
        }
    }

    fn wants_close(&self) -> bool {
        self.closing.get()
    }

    fn watch(&mut self, meter: Meter) {
        self.meter = Some(meter);
    }
}

fn measured<T>(meter: Option<&Meter>, what: &str, work: impl FnOnce() -> T) -> T {
    match meter {
        Some(meter) => meter.measure(what, work),
        None => work(),
    }
}
