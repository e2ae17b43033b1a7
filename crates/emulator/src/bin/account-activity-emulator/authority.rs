//! The files of the certificate authority.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use account_activity_emulator::CertificateAuthority;

/// Loads the authority of the key file or creates a new one, and writes the certificate that
/// clients are to trust. Writes the private key only if the configuration names a file for it.
pub(crate) fn prepare(
    ca_file: &Path,
    ca_key_file: Option<&Path>,
) -> Result<CertificateAuthority, String> {
    let authority = match ca_key_file {
        Some(file) => kept(file)?,
        None => CertificateAuthority::new().map_err(|error| error.to_string())?,
    };
    let written = fs::write(ca_file, authority.certificate_pem());
    written.map_err(|error| cannot("write", ca_file, &error))?;
    Ok(authority)
}

fn kept(file: &Path) -> Result<CertificateAuthority, String> {
    match fs::read_to_string(file) {
        Ok(pem) => CertificateAuthority::from_key_pem(&pem)
            .map_err(|error| format!("{}: {error}", file.display())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let authority = CertificateAuthority::new().map_err(|error| error.to_string())?;
            let written = write_secret(file, &authority.key_pem());
            written.map_err(|error| cannot("write", file, &error))?;
            Ok(authority)
        }
        Err(error) => Err(cannot("read", file, &error)),
    }
}

/// Writes a new file that only its owner can read.
fn write_secret(file: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(text.as_bytes())
}

fn cannot(done: &str, file: &Path, error: &io::Error) -> String {
    format!("cannot {done} {}: {error}", file.display())
}
