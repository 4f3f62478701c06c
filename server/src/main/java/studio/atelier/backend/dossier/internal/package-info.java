@NullMarked
package studio.atelier.backend.dossier.internal;

import org.jspecify.annotations.NullMarked;
