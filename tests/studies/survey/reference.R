# Shares, means and quartiles by segment with the `survey` package: Rscript reference.R answers.csv > reference.csv
suppressMessages(library(survey))
data <- read.csv(commandArgs(TRUE)[1])
design <- svydesign(ids = ~1, weights = ~weight, data = data)

say <- function(question, segment, category, figure, value)
  cat(sprintf("%s,%s,%s,%s,%.6f\n", question, segment, category, figure, value), sep = "")

measure <- function(part, segment, category) {
  for (question in c("selfLR", "vote")) {
    shares <- svymean(as.formula(sprintf("~factor(%s)", question)), part)
    say(question, segment, category, sub(".*\\)", "share ", names(shares)), coef(shares))
  }
  for (question in c("selfLR", "age")) {
    one <- as.formula(paste("~", question))
    say(question, segment, category, "mean", coef(svymean(one, part)))
    quartiles <- coef(svyquantile(one, part, c(0.25, 0.5, 0.75), qrule = "math", ci = FALSE))
    say(question, segment, category, c("lower quartile", "median", "upper quartile"), quartiles)
  }
}

cat("question,segment,category,figure,value\n")
measure(design, "", "")
for (category in sort(unique(data$educ))) measure(subset(design, educ == category), "educ", category)
