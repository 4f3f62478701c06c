package studio.atelier.engine.vault;

import java.util.List;
import java.util.UUID;

/// Who may use a key that several people share; the components are the JSON members.
///
/// @param everyone      all members of the organisation, or everybody on the server; the lists are empty
///     then
/// @param roles         of members, only for keys of an organisation
/// @param tiers         of people, only for keys of the server
/// @param people        by id
/// @param organisations whose members may, in its projects; only for keys of the server
public record KeyUse(
        boolean everyone, List<String> roles, List<String> tiers, List<UUID> people, List<UUID> organisations) {

    public static final KeyUse EVERYONE = new KeyUse(true, List.of(), List.of(), List.of(), List.of());

    public KeyUse {
        roles = roles.stream().distinct().toList();
        tiers = tiers.stream().distinct().toList();
        people = people.stream().distinct().toList();
        organisations = organisations.stream().distinct().toList();
    }
}
