/// <reference types="astro/client" />
import type { Article } from './article.ts';

declare global {
  namespace App {
    interface Locals {
      /** Set by a page before its body is rendered. */
      article: Article;
    }
  }
}
