package studio.atelier;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the arguments of the program ask for. An option counts more than the environment.
sealed interface CommandLine {

    /// @param settings environment and options together
    record Serve(Map<String, String> settings) implements CommandLine {}

    record Doctor(Map<String, String> settings) implements CommandLine {}

    /// @param folder where the generated reference goes
    record Docs(Path folder) implements CommandLine {}

    /// @param sentence what is wrong
    record Unknown(String sentence) implements CommandLine {}

    static CommandLine parse(List<String> arguments, Map<String, String> environment) {
        String command = arguments.isEmpty() ? "run" : arguments.getFirst();
        List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
        return switch (command) {
            case "run", "serve", "doctor" -> withOptions(command, rest, environment);
            case "docs" -> new Docs(Path.of(rest.isEmpty() ? "docs/reference" : rest.getFirst()));
            default -> new Unknown("There is no command \"" + command + "\". There are: run, doctor, docs.");
        };
    }

    private static CommandLine withOptions(String command, List<String> options, Map<String, String> environment) {
        Map<String, String> settings = new LinkedHashMap<>(environment);
        for (int i = 0; i < options.size(); i += 2) {
            String setting = switch (options.get(i)) {
                case "--port" -> "ATELIER_PORT";
                case "--data" -> "ATELIER_DATA";
                default -> "";
            };
            if (setting.isEmpty() || i + 1 == options.size()) {
                return new Unknown("\"" + options.get(i) + "\" cannot be used. It is: ./atelier " + command
                        + " [--port N] [--data DIR]; everything else is set by ATELIER_* in the environment.");
            }
            settings.put(setting, options.get(i + 1));
        }
        return command.equals("doctor") ? new Doctor(settings) : new Serve(settings);
    }
}
