//! A GPU that is lost when a test says so: Mesa's in software, behind a driver that stops serving it.
//!
//! Hides the driver (`lost_gpu.c`), how it is compiled and how the loader of Vulkan finds it. It knows nothing of
//! the program.

use std::path::PathBuf;

use crate::{Home, SOON};

/// What a program is told of once the GPU is lost.
#[derive(Clone, Copy)]
pub struct Loss {
    /// The calls of Vulkan that tell of it, with commas between them; all that can where this is empty.
    pub calls: &'static str,
    /// The result that they return: a `VkResult`.
    pub result: i32,
    /// How often, before all is well again; none where it never is.
    pub times: Option<usize>,
}

impl Loss {
    /// The device is lost.
    pub const DEVICE_LOST: i32 = -4;
    /// There is no memory on the GPU.
    pub const NO_MEMORY: i32 = -2;
    /// The swapchain no longer fits its window.
    pub const OUT_OF_DATE: i32 = -1_000_001_004;

    /// The whole device is gone for good.
    pub const WHOLE: Loss = Loss {
        calls: "",
        result: Loss::DEVICE_LOST,
        times: None,
    };
}

/// A GPU in software that can be lost.
pub struct LostGpu {
    variables: Vec<(&'static str, String)>,
    when: PathBuf,
}

impl LostGpu {
    /// Compiles the driver into a home; none where the packages are missing, and `test` is then counted as skipped.
    pub fn new(test: &str, home: &Home, loss: Loss) -> Option<LostGpu> {
        if !crate::can_use(test, &["libvulkan1", "mesa-vulkan-drivers"]) {
            return None;
        }
        let source = home.write("lost_gpu.c", include_str!("lost_gpu.c"));
        let library = home.path("lost_gpu.so");
        let (source, library) = (source.display().to_string(), library.display().to_string());
        let arguments = ["-shared", "-fPIC", "-o", &library, &source, "-ldl"];
        let answer = home.answer(home.command("cc", &arguments), "", SOON);
        assert_eq!(answer.status, Some(0), "{answer:?}");
        let description = serde_json::json!({
            "file_format_version": "1.0.0",
            "ICD": { "api_version": "1.1.0", "library_path": library },
        });
        let description = home.write("lost_gpu.json", &description.to_string());
        let description = description.display().to_string();
        let when = home.path("lost-gpu");
        let mut variables = vec![
            ("VK_DRIVER_FILES", description.clone()),
            // Older loaders know only this name.
            ("VK_ICD_FILENAMES", description),
            ("LOST_GPU_DRIVER", driver_in_software()),
            ("LOST_GPU_WHEN", when.display().to_string()),
            ("LOST_GPU_AS", loss.result.to_string()),
        ];
        if !loss.calls.is_empty() {
            variables.push(("LOST_GPU_CALLS", loss.calls.to_owned()));
        }
        if let Some(times) = loss.times {
            variables.push(("LOST_GPU_TIMES", times.to_string()));
        }
        Some(LostGpu { variables, when })
    }

    /// Returns what the program's environment needs, for it to have no other GPU.
    pub fn variables(&self) -> Vec<(&str, &str)> {
        let variables = self.variables.iter();
        variables
            .map(|(name, value)| (*name, value.as_str()))
            .collect()
    }

    /// Loses the GPU.
    pub fn lose(&self) {
        std::fs::write(&self.when, "").expect("a file is written");
    }
}

/// Returns the library of Mesa's driver that needs no GPU.
///
/// # Panics
/// When it is not installed.
fn driver_in_software() -> String {
    let folder = "/usr/share/vulkan/icd.d";
    let entries = std::fs::read_dir(folder).expect("descriptions of drivers");
    let of_lavapipe = entries
        .flatten()
        .find(|entry| entry.file_name().to_string_lossy().starts_with("lvp_icd"));
    let file = of_lavapipe.unwrap_or_else(|| panic!("{folder} has no lvp_icd"));
    let text = std::fs::read_to_string(file.path()).expect("a description");
    let description: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let library = description["ICD"]["library_path"].as_str();
    library.expect("the path of a library").to_owned()
}
