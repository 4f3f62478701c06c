package studio.atelier.platform.settings;

import java.util.List;

/// The settings cannot be used. Lists every fault, so that one start is enough to mend them all.
public final class SettingsFaults extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    SettingsFaults(List<String> faults) {
        super("Settings that cannot be used:\n  " + String.join("\n  ", faults));
        this.faults = List.copyOf(faults);
    }

    public List<String> faults() {
        return faults;
    }
}
