package studio.atelier.platform.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// As whom the database process runs. PostgreSQL refuses to be root, so a root server hands its cluster to
/// the unprivileged user 65534 ("nobody"), which needs no entry in any user file.
///
/// @param root whether this server is root
/// @param tools which of `setsid`, `setpriv` the machine has
record ProcessUser(boolean root, List<String> tools) {

    private static final int UNPRIVILEGED = 65_534;

    static ProcessUser current() {
        List<String> tools =
                Stream.of("setsid", "setpriv").filter(ProcessUser::onPath).toList();
        return new ProcessUser(uid(Path.of("/proc/self")) == 0, tools);
    }

    /// The words before the program: a session of its own, so that Ctrl-C in the terminal reaches only the
    /// server, which then stops the database in order; the other user; and a signal to the database when
    /// the server dies.
    ///
    /// @param bound whether the process ends with the thread that starts it
    List<String> command(boolean bound) {
        List<String> words = new ArrayList<>();
        if (bound && tools.contains("setsid")) {
            words.add("setsid");
        }
        if (tools.contains("setpriv") && (root || bound)) {
            words.add("setpriv");
            if (root) {
                words.addAll(List.of(
                        "--reuid=" + UNPRIVILEGED, "--regid=" + UNPRIVILEGED, "--clear-groups", "--no-new-privs"));
            }
            if (bound) {
                words.addAll(List.of("--pdeathsig", "INT"));
            }
        }
        return words;
    }

    /// Whether the database's user gets through to this existing folder.
    boolean reaches(Path folder) {
        if (!root) {
            return true;
        }
        for (Path path = folder; path != null; path = path.getParent()) {
            if ((mode(path) & 0b001) == 0 && uid(path) != UNPRIVILEGED) {
                return false;
            }
        }
        return true;
    }

    /// Gives a folder with all in it to the database's user.
    void own(Path folder) throws IOException {
        if (!root) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.toList()) {
                Files.setAttribute(path, "unix:uid", UNPRIVILEGED, LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(path, "unix:gid", UNPRIVILEGED, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    private static int uid(Path path) {
        return attribute(path, "unix:uid");
    }

    private static int mode(Path path) {
        return attribute(path, "unix:mode");
    }

    private static int attribute(Path path, String name) {
        try {
            return (Integer) Files.getAttribute(path, name);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static boolean onPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return Stream.of(path.split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
