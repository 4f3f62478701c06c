package studio.atelier.surfaces.storage;

import java.util.List;
import studio.atelier.platform.http.OpenDoor;

/// Where a token that is no longer good does not matter: what everybody may read is read, and signed
/// addresses bring their own. Source: wire reference 4.1.
final class StorageDoor implements OpenDoor {

    private static final String OBJECT = StorageDialect.PREFIX + "/object/";
    private static final String RENDER = StorageDialect.PREFIX + "/render/image/";
    private static final List<String> SHUT = List.of(OBJECT + "authenticated/", OBJECT + "info/authenticated/");

    @Override
    public boolean open(String method, String path) {
        if (method.equals("PUT")) {
            return path.startsWith(OBJECT + "upload/sign/");
        }
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return false;
        }
        return path.startsWith(RENDER + "public/")
                || path.startsWith(RENDER + "sign/")
                || (path.startsWith(OBJECT) && SHUT.stream().noneMatch(path::startsWith));
    }
}
