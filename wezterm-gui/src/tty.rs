//! The terminal front end: the program's frames inside another terminal.
//!
//! Hides the host terminal: its modes, its keys, what it can tell and what it cannot. One loop on
//! the main thread waits on one channel, into which the input's reader, the writer, signals and
//! `App`'s pokes all speak; it turns them into calls on `App` and draws the frames that come back.
//! It blocks nowhere else. It decides nothing about panes or overlays (`app`), and it is not used
//! where a window can be opened (`window`).

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use anyhow::Context;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH};
use signal_hook::iterator::{Handle, Signals};

use crate::app::App;
use crate::frame::{
    AppFactory, FrontendSetup, HostColors, KeySupport, WindowRequest, WindowSupport,
};
use crate::logging::Terminal;

mod host;
mod input;
mod paint;
mod pictures;
mod reader;
mod session;
mod speak;

use host::Negotiation;
use input::{Decoder, Input, Reply};
use paint::{Colors, Painter};
pub(crate) use paint::{rows_as_escapes, rows_as_sgr};
use pictures::Graphics;
use reader::{Arrived, Reader};
use session::Session;
use speak::Unsaid;

/// How long the host may take to answer which keys it knows.
const HOST_PATIENCE: Duration = Duration::from_secs(1);

/// The least time between two frames: a flood of output need not be shown line by line.
const FRAME_TIME: Duration = Duration::from_millis(8);

/// How many arrivals are handled before the screen is looked at again.
const ARRIVALS_PER_TURN: usize = 256;

/// Something that wakes the loop.
enum Wake {
    /// The program has something to do.
    Poke,
    /// The host sent something or is gone.
    Input(Arrived),
    /// Output has reached the host.
    Written,
    /// The operating system sent a signal.
    Signal(i32),
}

/// Runs the program in `terminal` until it ends; returns its exit status.
pub fn run(factory: AppFactory, terminal: Terminal) -> anyhow::Result<i32> {
    let (wakes, arrivals) = mpsc::channel();
    let _signals = watch_signals(wakes.clone())?;
    serve(factory, terminal, wakes, &arrivals)
}

fn serve(
    factory: AppFactory,
    terminal: Terminal,
    wakes: mpsc::Sender<Wake>,
    arrivals: &mpsc::Receiver<Wake>,
) -> anyhow::Result<i32> {
    let written = wakes.clone();
    let session = Session::enter(&terminal.input, &terminal.output, move || {
        // The receiver is gone only when the loop has ended.
        let _ = written.send(Wake::Written);
    })?;
    let arrived = wakes.clone();
    let reader = Reader::start(terminal.input, move |input| {
        arrived.send(Wake::Input(input)).is_ok()
    })?;
    // A fault of ours must not leave the terminal raw nor end without a word: standard error goes
    // to the log, where the panic is written, and the caller speaks to the person.
    let ran = std::panic::catch_unwind(AssertUnwindSafe(|| {
        FrontEnd::start(reader, session, factory, wakes)?.run(arrivals)
    }));
    ran.unwrap_or_else(|_| {
        Err(anyhow::anyhow!(
            "the terminal front end stopped because of a fault; the log has the details"
        ))
    })
}

/// Ends the watching of signals when dropped.
struct SignalWatch(Handle);

impl Drop for SignalWatch {
    fn drop(&mut self) {
        self.0.close();
    }
}

fn watch_signals(wakes: mpsc::Sender<Wake>) -> anyhow::Result<SignalWatch> {
    let mut signals = Signals::new([SIGWINCH, SIGCONT, SIGTERM, SIGHUP, SIGINT, SIGQUIT])
        .context("cannot listen for signals")?;
    let watch = SignalWatch(signals.handle());
    let work = move || {
        for signal in signals.forever() {
            if wakes.send(Wake::Signal(signal)).is_err() {
                break;
            }
        }
    };
    std::thread::Builder::new()
        .name("tty-signals".into())
        .spawn(work)
        .context("cannot start the thread that listens for signals")?;
    Ok(watch)
}

/// One program in one host terminal. The fields are dropped in this order: nothing is read any more,
/// the terminal is given back, and then the program's shells are ended, however long that takes.
struct FrontEnd {
    reader: Reader,
    session: Session,
    app: App,
    painter: Painter,
    decoder: Decoder,
    negotiation: Negotiation,
    /// The colours of the host, as far as it has told.
    host_colors: HostColors,
    /// When the program wants its turn although nothing has arrived.
    turn_until: Option<Instant>,
    /// The exit status once the program is to end.
    exit: Option<i32>,
    /// When the host's silence is an answer.
    asked_until: Option<Instant>,
    /// Whether the host was asked which pictures it can show.
    asked_pictures: bool,
    /// Whether the host said itself how large its cells are.
    told_cells: bool,
    /// When a begun sequence of the input is given up.
    input_until: Option<Instant>,
    /// Whether the screen shows less than the program has.
    stale: bool,
    next_frame: Instant,
    title: String,
    copied: String,
    unsaid: Unsaid,
}

impl FrontEnd {
    fn start(
        reader: Reader,
        session: Session,
        factory: AppFactory,
        wakes: mpsc::Sender<Wake>,
    ) -> anyhow::Result<FrontEnd> {
        let (negotiation, question) = Negotiation::start();
        // Before the question whose answer ends the conversation, so that this one's is there by then.
        session.send(host::ASK_COLORS);
        session.send(String::from_utf8_lossy(question));
        let mut app = factory(FrontendSetup {
            poke: Arc::new(move || {
                let _ = wakes.send(Wake::Poke);
            }),
            size: Some(session.size()),
            // Corrected when the host says otherwise, which takes a round trip: a hint about keys
            // that appears and goes again would be worse.
            keys: KeySupport::Full,
            windows: WindowSupport::One,
        })?;
        let host = std::env::var("TERM").unwrap_or_default();
        let drawn = format!("another terminal, whose TERM is {host:?}");
        app.set_drawn_by(vec![("Drawn in", drawn)]);
        let colors = Colors::of_host();
        let host_colors = HostColors {
            exact: colors == Colors::True,
            ..HostColors::default()
        };
        app.set_host_colors(host_colors);
        let now = Instant::now();
        Ok(FrontEnd {
            reader,
            decoder: Decoder::new(session.erase_code()),
            session,
            app,
            painter: Painter::new(colors),
            negotiation,
            host_colors,
            turn_until: None,
            exit: None,
            asked_until: Some(now + HOST_PATIENCE),
            asked_pictures: false,
            told_cells: false,
            input_until: None,
            stale: true,
            next_frame: now,
            title: String::new(),
            copied: String::new(),
            unsaid: Unsaid::default(),
        })
    }

    fn run(mut self, arrivals: &mpsc::Receiver<Wake>) -> anyhow::Result<i32> {
        loop {
            self.turn();
            if let Some(status) = self.exit {
                return Ok(self.end(status));
            }
            let next_frame = self.draw_if_due();
            let deadlines = [
                self.turn_until,
                self.asked_until,
                self.input_until,
                next_frame,
            ];
            let first = wait(arrivals, deadlines.into_iter().flatten().min());
            let more = arrivals.try_iter().take(ARRIVALS_PER_TURN);
            for wake in first.into_iter().chain(more) {
                self.take(wake)?;
            }
            self.give_up_waiting();
        }
    }

    /// Lets the program do what waits, and does what it asks for.
    fn turn(&mut self) {
        let turn = self.app.turn();
        for (_, request) in turn.requests {
            self.request(request);
        }
        self.stale |= !turn.redraw.is_empty();
        self.turn_until = turn.deadline;
        self.exit = self.exit.or(turn.exit);
    }

    /// Handles one arrival.
    fn take(&mut self, wake: Wake) -> anyhow::Result<()> {
        match wake {
            Wake::Poke => {}
            Wake::Input(Arrived::Bytes(bytes)) => {
                let now = Instant::now();
                let mut inputs = Vec::new();
                self.decoder.feed(&bytes, now, &mut inputs);
                self.input_until = self.decoder.patience().map(|patience| now + patience);
                self.inputs(inputs);
            }
            Wake::Written if self.session.has_failed() => self.exit = Some(128 + SIGHUP),
            Wake::Written => {}
            Wake::Signal(SIGWINCH) => {
                self.app.resize(self.session.size());
                // Hosts reflow what was drawn for another width, and cells may have changed.
                self.painter.forget();
                if self.asked_pictures {
                    self.guess_cells();
                    self.session.send("\x1b[16t");
                }
                self.stale = true;
            }
            Wake::Signal(SIGCONT) => {
                self.session.resume()?;
                self.app.resize(self.session.size());
                self.painter.forget();
                self.stale = true;
            }
            Wake::Signal(signal) => self.exit = Some(128 + signal),
            Wake::Input(Arrived::Closed) => self.exit = Some(128 + SIGHUP),
        }
        Ok(())
    }

    fn inputs(&mut self, inputs: Vec<Input>) {
        for input in inputs {
            match input {
                Input::Key(event) => {
                    self.app.key(event);
                    // A key may ask for a paste, which comes before the next key.
                    self.turn();
                }
                Input::Text(text) => self.app.text(&text),
                Input::Paste(text) => self.app.paste(&text),
                Input::Mouse(event) => self.app.mouse(event),
                Input::Focus(focused) => self.app.focus(focused),
                Input::Reply(Reply::Foreground(color)) => {
                    self.host_colors.foreground = Some(color);
                    self.app.set_host_colors(self.host_colors);
                }
                Input::Reply(Reply::Background(color)) => {
                    self.host_colors.background = Some(color);
                    self.app.set_host_colors(self.host_colors);
                }
                Input::Reply(reply) => {
                    self.heed_pictures(reply);
                    if let Some(question) = self.negotiation.reply(reply) {
                        self.session.send(String::from_utf8_lossy(question));
                    }
                    self.heed_negotiation();
                }
            }
        }
    }

    /// Follows what the host says of pictures; it is asked where it knows how to answer.
    fn heed_pictures(&mut self, reply: Reply) {
        match reply {
            Reply::KittyFlags(_) => self.ask_pictures(pictures::ASK),
            Reply::Sixels => {
                self.stale |= self.painter.can(Graphics::Sixels);
                self.guess_cells();
                self.ask_pictures("");
            }
            Reply::Graphics => {
                self.stale |= self.painter.can(Graphics::Kitty);
                self.guess_cells();
            }
            Reply::CellSize(width, height) => {
                self.told_cells = true;
                self.stale |= self.painter.cells_are((width, height));
            }
            Reply::ModifyOtherKeys(_)
            | Reply::DeviceAttributes
            | Reply::Foreground(_)
            | Reply::Background(_) => {}
        }
    }

    /// Takes the size of cells from the operating system: some hosts never say it themselves.
    fn guess_cells(&mut self) {
        if self.told_cells {
            return;
        }
        if let Some(cell) = self.session.cell() {
            self.stale |= self.painter.cells_are(cell);
        }
    }

    fn ask_pictures(&mut self, question: &str) {
        if !question.is_empty() || !self.asked_pictures {
            self.session.send(format!("{question}\x1b[16t"));
        }
        self.asked_pictures = true;
    }

    /// Tells the program which keys reach it, once.
    fn heed_negotiation(&mut self) {
        if self.asked_until.is_none() {
            return;
        }
        if let Some(keys) = self.negotiation.outcome() {
            self.asked_until = None;
            self.app.keys_supported(keys);
        }
    }

    /// Acts on deadlines that have passed.
    fn give_up_waiting(&mut self) {
        let now = Instant::now();
        let passed = |deadline: Option<Instant>| deadline.is_some_and(|deadline| deadline <= now);
        if passed(self.input_until) {
            let mut inputs = Vec::new();
            self.decoder.give_up_waiting(now, &mut inputs);
            self.input_until = None;
            self.inputs(inputs);
        }
        if passed(self.asked_until) {
            if let Some(request) = self.negotiation.give_up() {
                self.session.send(String::from_utf8_lossy(request));
            }
            self.heed_negotiation();
        }
    }

    fn request(&mut self, request: WindowRequest) {
        match request {
            WindowRequest::SetClipboard(text) => {
                self.unsaid.clipboard(&text);
                self.copied = text;
            }
            WindowRequest::SetPrimary(text) => self.unsaid.primary(&text),
            // Hosts do not hand out their clipboard; their own paste key does.
            WindowRequest::RequestPaste | WindowRequest::RequestPrimaryPaste => {
                if !self.copied.is_empty() {
                    self.app.paste(&self.copied);
                }
            }
            WindowRequest::Bell => self.unsaid.bell(),
            WindowRequest::Toast { title, body } => self.unsaid.notification(&title, &body),
            // The frame carries the title.
            WindowRequest::SetTitle(_) | WindowRequest::ConfigChanged => self.stale = true,
            // The host's window is not ours.
            WindowRequest::ToggleFullScreen
            | WindowRequest::Flash(_)
            | WindowRequest::FontSize(_)
            | WindowRequest::DragWindow
            | WindowRequest::Change(_)
            | WindowRequest::Place(_)
            | WindowRequest::Fit(_) => {}
        }
    }

    fn show_title(&mut self, title: &str) {
        if self.title != title {
            title.clone_into(&mut self.title);
            self.session.send(speak::title(title));
        }
    }

    /// Says what waits and draws when there is something to draw, once the host has taken what it was
    /// sent before, so that nothing piles up; returns when to look again if it is only too early.
    fn draw_if_due(&mut self) -> Option<Instant> {
        if self.session.is_busy() {
            return None;
        }
        self.say();
        if !self.stale {
            return None;
        }
        let now = Instant::now();
        if now < self.next_frame {
            return Some(self.next_frame);
        }
        self.painter.paint_in(self.app.paint());
        let frame = self.app.frame();
        let drawing = self.painter.draw(&frame.grid);
        let title = frame.title.clone();
        self.show_title(&title);
        if !drawing.is_empty() {
            self.session.send(drawing);
        }
        self.stale = false;
        self.next_frame = now + FRAME_TIME;
        None
    }

    fn say(&mut self) {
        let text = self.unsaid.take();
        if !text.is_empty() {
            self.session.send(text);
        }
    }

    /// Gives the terminal back, then ends the program's shells and modules.
    fn end(mut self, status: i32) -> i32 {
        self.say();
        let last = self.painter.leave();
        if !last.is_empty() {
            self.session.send(last);
        }
        let FrontEnd {
            reader,
            session,
            mut app,
            ..
        } = self;
        drop(reader);
        drop(session);
        app.shutdown();
        status
    }
}

/// Waits for an arrival, or until `deadline`.
fn wait(arrivals: &mpsc::Receiver<Wake>, deadline: Option<Instant>) -> Option<Wake> {
    match deadline {
        // The senders live as long as the loop, so an error can only be the time-out.
        Some(deadline) => arrivals
            .recv_timeout(deadline.saturating_duration_since(Instant::now()))
            .ok(),
        None => arrivals.recv().ok(),
    }
}

#[cfg(test)]
mod tests;
