//! The program, started as a user starts it.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// A folder for one test, removed at its end.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("cli-{name}"));
        drop(std::fs::remove_dir_all(&path));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Writes a file, and its folders.
    pub(crate) fn write(&self, file: &str, content: impl AsRef<[u8]>) {
        let path = self.0.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// Returns a call of the program in a folder, without secrets in its environment.
pub(crate) fn command(folder: &Folder, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_account-activity"));
    command.args(arguments).current_dir(&folder.0).stdin(Stdio::null());
    command.env_remove("TWITTER_CONSUMER_SECRET").env_remove("TWITTER_CLIENT_SECRET");
    command
}

/// What a call printed, and its exit code.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) code: Option<i32>,
    pub(crate) output: String,
    pub(crate) errors: String,
}

impl From<Output> for Told {
    fn from(Output { status, stdout, stderr }: Output) -> Self {
        Self {
            code: status.code(),
            output: String::from_utf8(stdout).unwrap(),
            errors: String::from_utf8(stderr).unwrap(),
        }
    }
}

/// Calls the program, and waits for its end.
pub(crate) fn told(folder: &Folder, arguments: &[&str]) -> Told {
    command(folder, arguments).output().unwrap().into()
}

/// Returns the exit code of a call whose reader has exited before it printed.
pub(crate) fn code_without_reader(folder: &Folder, arguments: &[&str]) -> Option<i32> {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    command(folder, arguments).stdout(writer).stderr(Stdio::null()).status().unwrap().code()
}

/// Calls the program with a text on standard input.
pub(crate) fn told_with(folder: &Folder, arguments: &[&str], input: impl AsRef<[u8]>) -> Told {
    told_by(&mut command(folder, arguments), input)
}

/// Runs a command with a text on standard input.
pub(crate) fn told_by(command: &mut Command, input: impl AsRef<[u8]>) -> Told {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that does not read it ends before.
    drop(child.stdin.take().unwrap().write_all(input.as_ref()));
    child.wait_with_output().unwrap().into()
}
