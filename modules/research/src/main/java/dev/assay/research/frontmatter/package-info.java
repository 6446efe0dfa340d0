/**
 * Markdown files with YAML front matter: reading with line numbers, JSON schema, and problems told to people all at
 * once. Nothing here knows what a profile or a program means.
 */
package dev.assay.research.frontmatter;
