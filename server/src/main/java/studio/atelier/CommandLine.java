package studio.atelier;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What the arguments of the program ask for. An option counts more than the environment.
sealed interface CommandLine {

    /// @param settings environment and options together
    record Serve(Map<String, String> settings) implements CommandLine {}

    record Doctor(Map<String, String> settings) implements CommandLine {}

    /// @param folder where the generated reference goes
    record Docs(Path folder) implements CommandLine {}

    record Backup(Map<String, String> settings, Path file) implements CommandLine {}

    /// @param key file of the master key; empty for the one of the environment
    record Restore(Map<String, String> settings, Path file, Optional<Path> key) implements CommandLine {}

    /// @param file the recovery file to write
    record Key(Map<String, String> settings, Path file) implements CommandLine {}

    /// Puts every stored secret under a new master key.
    record RotateKeys(Map<String, String> settings) implements CommandLine {}

    record Sql(Map<String, String> settings, Path file) implements CommandLine {}

    /// @param skipExisting whether statements over what comes with the server are passed over
    record Migrate(Map<String, String> settings, Path folder, boolean skipExisting) implements CommandLine {}

    /// @param folder for the data, thrown away by whoever asks
    record Train(Path folder) implements CommandLine {}

    /// @param sentence what is wrong
    record Unknown(String sentence) implements CommandLine {}

    static CommandLine parse(List<String> arguments, Map<String, String> environment) {
        String command = arguments.isEmpty() ? "run" : arguments.getFirst();
        List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
        Reading reading = new Reading(rest, environment);
        return switch (command) {
            case "run", "serve" -> reading.as("run [--port N] [--data DIR]", words -> new Serve(words.settings()));
            case "doctor" -> reading.as("doctor [--port N] [--data DIR]", words -> new Doctor(words.settings()));
            case "docs" -> new Docs(Path.of(rest.isEmpty() ? "docs/reference" : rest.getFirst()));
            case "train" -> reading.as("train DIR", words -> new Train(words.operand()));
            case "backup" ->
                reading.as("backup FILE [--data DIR]", words -> new Backup(words.settings(), words.operand()));
            case "restore" ->
                reading.as(
                        "restore FILE [--data DIR] [--key FILE]",
                        words -> new Restore(words.settings(), words.operand(), words.path("--key")));
            case "key" -> reading.as("key FILE [--data DIR]", words -> new Key(words.settings(), words.operand()));
            case "keys" ->
                reading.as(
                        "keys rotate [--data DIR]",
                        words -> words.operand().equals(Path.of("rotate"))
                                ? new RotateKeys(words.settings())
                                : new Unknown("It is: ./atelier keys rotate [--data DIR]."));
            case "sql" -> reading.as("sql FILE [--data DIR]", words -> new Sql(words.settings(), words.operand()));
            case "migrate" ->
                reading.as(
                        "migrate DIR [--skip-existing] [--data DIR]",
                        words -> new Migrate(words.settings(), words.operand(), words.has("--skip-existing")));
            default ->
                new Unknown("There is no command \"" + command
                        + "\". There are: run, doctor, docs, backup, restore, key, keys, sql, migrate.");
        };
    }

    /// Arguments on their way.
    record Reading(List<String> arguments, Map<String, String> environment) {

        CommandLine as(String form, Function<Words, CommandLine> make) {
            return read(Form.of(form), arguments, environment, make);
        }
    }

    /// How a command is written, as the operator reads it; what it takes is read from the same text.
    ///
    /// @param operands how many words stand by themselves
    /// @param valued   options that are followed by a value
    /// @param flags    options that stand alone
    record Form(String text, int operands, List<String> valued, List<String> flags) {

        static Form of(String text) {
            int operands = 0;
            List<String> valued = new ArrayList<>();
            List<String> flags = new ArrayList<>();
            for (String part : text.substring(text.indexOf(' ') + 1).split(" (?![A-Z]+])", -1)) {
                String bare = part.replace("[", "").replace("]", "");
                if (!part.startsWith("[")) {
                    operands++;
                } else if (bare.contains(" ")) {
                    valued.add(bare.substring(0, bare.indexOf(' ')));
                } else {
                    flags.add(bare);
                }
            }
            return new Form(text, operands, List.copyOf(valued), List.copyOf(flags));
        }
    }

    /// What was written.
    record Words(Map<String, String> settings, List<Path> operands, Map<String, String> options) {

        Path operand() {
            return operands.getFirst();
        }

        boolean has(String flag) {
            return options.containsKey(flag);
        }

        Optional<Path> path(String option) {
            return Optional.ofNullable(options.get(option)).map(Path::of);
        }
    }

    private static CommandLine read(
            Form form, List<String> arguments, Map<String, String> environment, Function<Words, CommandLine> make) {
        var words = new Words(new LinkedHashMap<>(environment), new ArrayList<>(), new LinkedHashMap<>());
        try {
            for (int i = 0; i < arguments.size(); i++) {
                String word = arguments.get(i);
                if (form.flags().contains(word)) {
                    words.options().put(word, "");
                } else if (form.valued().contains(word) && i + 1 < arguments.size()) {
                    put(words, word, arguments.get(++i));
                } else if (!word.startsWith("--") && words.operands().size() < form.operands()) {
                    words.operands().add(Path.of(word));
                } else {
                    return wrong(form, "\"" + word + "\" cannot be used.");
                }
            }
            return words.operands().size() < form.operands() ? wrong(form, "Something is missing.") : make.apply(words);
        } catch (InvalidPathException notAPath) {
            return wrong(form, "\"" + notAPath.getInput() + "\" is not a path.");
        }
    }

    private static void put(Words words, String option, String value) {
        switch (option) {
            case "--port" -> words.settings().put("ATELIER_PORT", value);
            case "--data" -> words.settings().put("ATELIER_DATA", value);
            default -> words.options().put(option, value);
        }
    }

    private static Unknown wrong(Form form, String what) {
        return new Unknown(what + " It is: ./atelier " + form.text()
                + "; everything else is set by ATELIER_* in the environment.");
    }
}
