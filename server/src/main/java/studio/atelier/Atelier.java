package studio.atelier;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.settings.SettingsFaults;
import studio.atelier.platform.settings.StartRefused;

/// The server and the operator's commands. Reads like a table of contents.
public final class Atelier {

    private static final int WRONG_SETTINGS = 2;
    private static final int REFUSED = 1;
    private static final int BROKEN = 3;
    private static final Logger log = LoggerFactory.getLogger(Atelier.class);

    private Atelier() {}

    public static void main(String[] arguments) throws InterruptedException {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        try {
            switch (CommandLine.parse(List.of(arguments), System.getenv())) {
                case CommandLine.Serve(Map<String, String> settings) -> serve(settings);
                case CommandLine.Doctor(Map<String, String> settings) -> Doctor.report(settings, System.out);
                case CommandLine.Docs(Path folder) -> ReferenceDocs.write(folder);
                case CommandLine.Train(Path folder) -> Operations.train(folder, System.out);
                case CommandLine.Backup(var settings, Path file) -> Operations.backup(settings, file, System.out);
                case CommandLine.Restore(var settings, Path file, Optional<Path> key) ->
                    Operations.restore(settings, file, key, System.out);
                case CommandLine.Key(var settings, Path file) -> Operations.key(settings, file, System.out);
                case CommandLine.RotateKeys(var settings) -> Operations.rotateKeys(settings, System.out);
                case CommandLine.Sql(var settings, Path file) -> Operations.sql(settings, file, System.out);
                case CommandLine.Migrate(var settings, Path folder, boolean skipExisting) ->
                    Operations.migrate(settings, folder, skipExisting, System.out);
                case CommandLine.Unknown(String sentence) -> throw new StartRefused(sentence);
            }
        } catch (SettingsFaults faults) {
            refuse(faults, WRONG_SETTINGS);
        } catch (StartRefused refused) {
            refuse(refused, REFUSED);
        } catch (RuntimeException failure) {
            log.error("the server could not start", failure);
            Runtime.getRuntime().halt(BROKEN);
        }
    }

    private static void serve(Map<String, String> settings) throws InterruptedException {
        Server server = new Server(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
        server.start();
        System.out.println(server.greeting());
        new CountDownLatch(1).await();
    }

    // A terminated JVM would report 143 although everything was put in order, so the last step decides the code itself.
    private static void stop(Server server) {
        server.close();
        Runtime.getRuntime().halt(0);
    }

    // halt, because the hook above would turn the code into success.
    private static void refuse(RuntimeException reason, int code) {
        System.err.println(reason.getMessage());
        System.err.flush();
        Runtime.getRuntime().halt(code);
    }
}
