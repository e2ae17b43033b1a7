//! The files of the certificate authority.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use account_activity_emulator::CertificateAuthority;

/// Loads the authority of the key file or creates a new one, and writes the certificate that
/// clients are to trust. Writes the private key only if the configuration names a file for it.
/// Never replaces the certificate of another authority.
pub(super) fn prepare(
    ca_file: &Path,
    ca_key_file: Option<&Path>,
) -> Result<CertificateAuthority, String> {
    let kept = ca_key_file.map(kept).transpose()?.flatten();
    let is_new = kept.is_none();
    let authority = match kept {
        Some(authority) => authority,
        None => CertificateAuthority::new().map_err(|error| error.to_string())?,
    };
    check(ca_file, &authority)?;
    if let Some(file) = ca_key_file.filter(|_| is_new) {
        let written = write_secret(file, &authority.key_pem());
        written.map_err(|error| cannot("write", file, &error))?;
    }
    let written = fs::write(ca_file, authority.certificate_pem());
    written.map_err(|error| cannot("write", ca_file, &error))?;
    Ok(authority)
}

/// Returns the authority of a key file, or `None` if the file does not exist.
fn kept(file: &Path) -> Result<Option<CertificateAuthority>, String> {
    match fs::read_to_string(file) {
        Ok(pem) => CertificateAuthority::from_key_pem(&pem)
            .map(Some)
            .map_err(|error| format!("{}: {error}", file.display())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(cannot("read", file, &error)),
    }
}

/// Rejects a certificate file of another authority, which clients may trust.
fn check(ca_file: &Path, authority: &CertificateAuthority) -> Result<(), String> {
    match fs::read(ca_file) {
        Ok(pem) if authority.is_of(&String::from_utf8_lossy(&pem)) => Ok(()),
        Ok(_) => Err(format!(
            "{} exists and is not a certificate of this authority: delete it, or write another \
             file with --ca-file; to keep one authority for all runs, use --ca-key-file",
            ca_file.display()
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(cannot("read", ca_file, &error)),
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
