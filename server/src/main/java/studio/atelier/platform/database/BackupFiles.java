package studio.atelier.platform.database;

import java.io.IOException;
import java.nio.file.Path;

/// Where the files of a backup go, in the order they come. Names are relative, with `/`.
public interface BackupFiles {

    void folder(String name) throws IOException;

    /// The file may change or go while it is copied: it is kept with the size it had when it was opened, and
    /// one that is gone is left out.
    void file(String name, Path source) throws IOException;

    void bytes(String name, byte[] content) throws IOException;
}
