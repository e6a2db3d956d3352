//! Writes the man page and the completions of the program: `cargo run --example manual -- FOLDER`.

use std::{env, error::Error, fs, path::PathBuf};

use clap_complete::{Shell, generate_to};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args_os().nth(1).ok_or("name a folder")?);
    let completions = folder.join("completions");
    fs::create_dir_all(&completions)?;
    let mut command = packproof::cli::command();
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell, Shell::Elvish] {
        generate_to(shell, &mut command, "packproof", &completions)?;
    }
    clap_mangen::generate_to(command, &folder)?;
    Ok(())
}
