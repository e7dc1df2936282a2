//! What a window tells of what draws it: facts for who looks for a fault, and that the GPU is lost.
//!
//! Main thread only. It draws nothing; which painter there is `render` decides.

use std::time::Instant;

use winit::event_loop::ActiveEventLoop;

use super::{Shared, Shown};

impl Shown {
    /// Tells the program, which has entered this window, what draws it.
    pub(super) fn tell_painter(&self, cx: &mut Shared) {
        let face = self.fonts.borrow().main_face().to_owned();
        cx.app.set_drawn_by(vec![
            ("Window system", self.system.to_owned()),
            ("Drawn with", self.renderer.description()),
            ("Font", face),
        ]);
    }

    /// Tells the person when the GPU was given up for the frame that has just been drawn.
    pub(super) fn tell_loss(&mut self, cx: &mut Shared) {
        let Some(reason) = self.renderer.take_loss() else {
            return;
        };
        self.tell_painter(cx);
        cx.app.gpu_lost(&reason);
        cx.attention = true;
        // That frame was composed for the GPU, which may show what is behind the window where the CPU cannot.
        self.ask_for_frame(Instant::now());
    }
}

/// Returns what people call the window system.
#[cfg(target_os = "linux")]
pub(super) fn window_system(events: &ActiveEventLoop) -> &'static str {
    match winit::platform::wayland::ActiveEventLoopExtWayland::is_wayland(events) {
        true => "Wayland",
        false => "X11",
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn window_system(_: &ActiveEventLoop) -> &'static str {
    std::env::consts::OS
}
