//! Where clients connect: TCP, or a Unix socket of its owner alone.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
#[cfg(unix)]
use std::os::unix::net::{UnixListener, UnixStream};
#[cfg(unix)]
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};

/// Somewhere to connect to.
#[derive(Debug)]
pub(crate) enum Listener {
    Tcp(TcpListener),
    #[cfg(unix)]
    Unix(UnixListener),
}

/// A connection.
#[derive(Debug)]
pub(crate) enum Socket {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(UnixStream),
}

/// The name of a Unix socket, removed in the end.
#[cfg(unix)]
#[derive(Debug)]
pub(crate) struct Name(PathBuf);

#[cfg(unix)]
impl Drop for Name {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Listener {
    pub(crate) fn tcp(address: SocketAddr) -> Result<(Self, SocketAddr)> {
        let bind = || -> io::Result<_> {
            let listener = TcpListener::bind(address)?;
            let address = listener.local_addr()?;
            Ok((Self::Tcp(listener), address))
        };
        bind().with_context(|| format!("{address}: cannot listen there; choose another with --listen"))
    }

    /// Listens under a name. A socket that nobody answers on is replaced.
    #[cfg(unix)]
    pub(crate) fn unix(path: &Path) -> Result<(Self, Name)> {
        use std::os::unix::fs::{DirBuilderExt, FileTypeExt, PermissionsExt};
        if let Ok(there) = std::fs::symlink_metadata(path) {
            let shown = path.display();
            anyhow::ensure!(there.file_type().is_socket(), "{shown}: not a socket; choose another name with --unix");
            let answers = UnixStream::connect(path).is_ok();
            anyhow::ensure!(!answers, "{shown}: another process answers there; stop it, or choose another name");
        }
        // Made where nobody else can reach it, and moved to its name with its permissions.
        let mut folder = path.to_owned();
        folder.set_file_name(format!(".wireprint-{}", std::process::id()));
        let bind = || -> io::Result<_> {
            std::fs::DirBuilder::new().mode(0o700).create(&folder)?;
            let inner = folder.join("s");
            let listener = UnixListener::bind(&inner);
            let listener = listener.and_then(|listener| {
                std::fs::set_permissions(&inner, std::fs::Permissions::from_mode(0o600))?;
                std::fs::rename(&inner, path)?;
                Ok(listener)
            });
            let _ = std::fs::remove_file(&inner);
            std::fs::remove_dir(&folder)?;
            Ok((Self::Unix(listener?), Name(path.to_owned())))
        };
        bind().with_context(|| format!("{}: cannot listen there; check the folder and the permissions", path.display()))
    }

    pub(crate) fn accept(&self) -> io::Result<Socket> {
        Ok(match self {
            Self::Tcp(listener) => {
                let (socket, _) = listener.accept()?;
                // Answers are whole already.
                socket.set_nodelay(true)?;
                Socket::Tcp(socket)
            }
            #[cfg(unix)]
            Self::Unix(listener) => Socket::Unix(listener.accept()?.0),
        })
    }
}

impl Socket {
    pub(crate) fn try_clone(&self) -> io::Result<Self> {
        Ok(match self {
            Self::Tcp(socket) => Self::Tcp(socket.try_clone()?),
            #[cfg(unix)]
            Self::Unix(socket) => Self::Unix(socket.try_clone()?),
        })
    }

    pub(crate) fn set_timeouts(&self, read: Duration, write: Duration) -> io::Result<()> {
        match self {
            Self::Tcp(socket) => {
                socket.set_read_timeout(Some(read))?;
                socket.set_write_timeout(Some(write))
            }
            #[cfg(unix)]
            Self::Unix(socket) => {
                socket.set_read_timeout(Some(read))?;
                socket.set_write_timeout(Some(write))
            }
        }
    }

    pub(crate) fn shutdown(&self, how: Shutdown) {
        // Whoever has gone cannot be told.
        let _ = match self {
            Self::Tcp(socket) => socket.shutdown(how),
            #[cfg(unix)]
            Self::Unix(socket) => socket.shutdown(how),
        };
    }
}

impl Read for Socket {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(socket) => socket.read(to),
            #[cfg(unix)]
            Self::Unix(socket) => socket.read(to),
        }
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(socket) => socket.write(bytes),
            #[cfg(unix)]
            Self::Unix(socket) => socket.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
