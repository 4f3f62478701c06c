package studio.atelier;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Collectors;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.Ceiling;
import studio.atelier.platform.database.DatabaseDiagnosis;
import studio.atelier.platform.settings.SettingsReader;
import studio.atelier.platform.video.ClipResult;
import studio.atelier.platform.video.Clips;
import studio.atelier.platform.video.VideoSettings;

/// Looks at what the server stands on and says how to mend it, one line each. Changes nothing.
final class Doctor {

    private static final long DISK_BYTES_MIN = 2L << 30;

    private Doctor() {}

    static void report(Map<String, String> values, PrintStream out) {
        AllSettings settings = AllSettings.read(values);
        boolean running = Files.exists(settings.data().path().resolve("run.json"));
        out.println(line("port", port(settings.http().port(), running)));
        out.println(line("disk", disk(settings.data().path())));
        out.println(line("database", DatabaseDiagnosis.of(settings.database(), settings.data())));
        out.println(line("video", video(VideoSettings.read(new SettingsReader(values)))));
        out.println(line("models", models(settings.data().path())));
        out.println(line("master key", masterKey(settings.data().path(), values)));
    }

    private static String line(String what, String finding) {
        return "%-11s %s".formatted(what, finding);
    }

    private static String port(int port, boolean running) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return "ok: " + port + " is free";
        } catch (IOException _) {
            return running
                    ? "ok: " + port + " is in use, and a server runs on this data folder"
                    : "BAD: " + port + " is used by another program; stop it or choose another with --port";
        }
    }

    private static String disk(Path data) {
        Path existing = data;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            long free = Files.getFileStore(existing).getUsableSpace();
            String space = (free >> 20) + " MB free at " + data;
            return free >= DISK_BYTES_MIN
                    ? "ok: " + space
                    : "BAD: only " + space + "; make room or move the data folder";
        } catch (IOException _) {
            return "BAD: " + data + " cannot be read; choose another folder with --data";
        }
    }

    private static String video(VideoSettings settings) {
        return switch (Clips.foresee(settings)) {
            case ClipResult.Done<String>(String program) -> "ok: " + program;
            case ClipResult.Refused<String>(var _, String sentence) ->
                "BAD: clips are kept without pictures: " + sentence;
        };
    }

    private static String models(Path data) {
        Catalog catalog = Catalog.load(data.resolve("catalog"), Ceiling.Source.NONE, Clock.systemUTC());
        String faults = catalog.turnedOff().stream()
                .map(off -> "catalog/" + off.file() + ": " + off.reason())
                .collect(Collectors.joining("; "));
        return faults.isEmpty() ? "ok: " + catalog.models().size() + " models" : "BAD: turned off by " + faults;
    }

    private static String masterKey(Path data, Map<String, String> values) {
        if (!values.getOrDefault("ATELIER_MASTER_KEY", "").isBlank()) {
            return "ok: from ATELIER_MASTER_KEY";
        }
        Path file = data.resolve("secrets/master.key");
        if (Files.isReadable(file)) {
            return "ok: in " + file + "; keep a copy of it apart from the backups";
        }
        return Files.exists(file)
                ? "BAD: " + file + " cannot be read by this user; run as its owner"
                : "ok: none yet; the first start makes " + file;
    }
}
