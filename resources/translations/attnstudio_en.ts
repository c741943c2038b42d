<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
  <context>
    <name>attnstudio</name>
    <message numerus="yes">
      <source>A worker ended while it had {n} pictures: they are computed by another one.</source>
      <translation>
        <numerusform>A worker ended while it had {n} picture: it is computed by another one.</numerusform>
        <numerusform>A worker ended while it had {n} pictures: they are computed by another one.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{count} workers ended while they had {n} pictures: they are tried in halves.</source>
      <translation>
        <numerusform>{count} workers ended while they had {n} picture: it is tried again.</numerusform>
        <numerusform>{count} workers ended while they had {n} pictures: they are tried in halves.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>None of the {n} pictures is named after a class of {model}, nor is its folder. Name them after their classes ({names}, ...), or give the class names with --labels.</source>
      <translation>
        <numerusform>The picture is not named after a class of {model}, nor is its folder. Name it after its class ({names}, ...), or give the class names with --labels.</numerusform>
        <numerusform>None of the {n} pictures is named after a class of {model}, nor is its folder. Name them after their classes ({names}, ...), or give the class names with --labels.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{file} is not there: {array_file} is cut off after {count} of {n} pictures. Copy or download it again.</source>
      <translation>
        <numerusform>{file} is not there: {array_file} is cut off after {count} of {n} picture. Copy or download it again.</numerusform>
        <numerusform>{file} is not there: {array_file} is cut off after {count} of {n} pictures. Copy or download it again.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{file} is cut off after {count} of {n} pictures. Copy or download it again.</source>
      <translation>
        <numerusform>{file} is cut off after {count} of {n} picture. Copy or download it again.</numerusform>
        <numerusform>{file} is cut off after {count} of {n} pictures. Copy or download it again.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} pictures of {file} have the label {label}, which no class has. They have no label.</source>
      <translation>
        <numerusform>{n} picture of {file} has the label {label}, which no class has. It has no label.</numerusform>
        <numerusform>{n} pictures of {file} have the label {label}, which no class has. They have no label.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>there are {labels} of them for {n} pictures</source>
      <translation>
        <numerusform>there are {labels} of them for {n} picture</numerusform>
        <numerusform>there are {labels} of them for {n} pictures</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>The model has no class {label}, which {n} pictures are labelled with.</source>
      <translation>
        <numerusform>The model has no class {label}, which {n} picture is labelled with.</numerusform>
        <numerusform>The model has no class {label}, which {n} pictures are labelled with.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{model} on {n} pictures. Methods ({methods}): {names}.</source>
      <translation>
        <numerusform>{model} on {n} picture. Methods ({methods}): {names}.</numerusform>
        <numerusform>{model} on {n} pictures. Methods ({methods}): {names}.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Check the target: on {count} of {n} pictures the explained class is not the predicted class: {names}.</source>
      <translation>
        <numerusform>Check the target: on {count} of {n} picture the explained class is not the predicted class: {names}.</numerusform>
        <numerusform>Check the target: on {count} of {n} pictures the explained class is not the predicted class: {names}.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} of {total} values of the map are not finite (infinite or NaN) and are shown as the lowest. {way}</source>
      <translation>
        <numerusform>{n} of {total} values of the map is not finite (infinite or NaN) and is shown as the lowest. {way}</numerusform>
        <numerusform>{n} of {total} values of the map are not finite (infinite or NaN) and are shown as the lowest. {way}</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{file} names {n} classes, and the model has {count}. Choose the file that belongs to the model.</source>
      <translation>
        <numerusform>{file} names {n} class, and the model has {count}. Choose the file that belongs to the model.</numerusform>
        <numerusform>{file} names {n} classes, and the model has {count}. Choose the file that belongs to the model.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>The layer {layer} in {file} has {n} arrays, and the file holds {found}. Save the model again with Keras.</source>
      <translation>
        <numerusform>The layer {layer} in {file} has {n} array, and the file holds {found}. Save the model again with Keras.</numerusform>
        <numerusform>The layer {layer} in {file} has {n} arrays, and the file holds {found}. Save the model again with Keras.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>"{better}" suits these {n} pictures better: {right} of {n} are classified correctly; with "{used}", {wrong} of {n}.</source>
      <translation>
        <numerusform>"{better}" suits this picture better: {right} of {n} is classified correctly; with "{used}", {wrong} of {n}.</numerusform>
        <numerusform>"{better}" suits these {n} pictures better: {right} of {n} are classified correctly; with "{used}", {wrong} of {n}.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>There is no top{rank}: the model has {n} classes, top1 to top{n}.</source>
      <translation>
        <numerusform>There is no top{rank}: the model has {n} class, top1.</numerusform>
        <numerusform>There is no top{rank}: the model has {n} classes, top1 to top{n}.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{reason} The {n} pictures that are left take about {megabytes} MB. The same call goes on then.</source>
      <translation>
        <numerusform>{reason} The picture that is left takes about {megabytes} MB. The same call goes on then.</numerusform>
        <numerusform>{reason} The {n} pictures that are left take about {megabytes} MB. The same call goes on then.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{time}, median of {n} pictures</source>
      <translation>
        <numerusform>{time}, of {n} picture</numerusform>
        <numerusform>{time}, median of {n} pictures</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} layers</source>
      <translation>
        <numerusform>{n} layer</numerusform>
        <numerusform>{n} layers</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{attack} on {n} pictures</source>
      <translation>
        <numerusform>{attack} on {n} picture</numerusform>
        <numerusform>{attack} on {n} pictures</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Comparison of {n} maps</source>
      <translation>
        <numerusform>Comparison of {n} map</numerusform>
        <numerusform>Comparison of {n} maps</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Evaluation on {n} pictures</source>
      <translation>
        <numerusform>Evaluation on {n} picture</numerusform>
        <numerusform>Evaluation on {n} pictures</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Maps of {n} pictures</source>
      <translation>
        <numerusform>Maps of {n} picture</numerusform>
        <numerusform>Maps of {n} pictures</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Export of the maps of {n} pictures</source>
      <translation>
        <numerusform>Export of the maps of {n} picture</numerusform>
        <numerusform>Export of the maps of {n} pictures</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Mean map of {n} pictures</source>
      <translation>
        <numerusform>Mean map of {n} picture</numerusform>
        <numerusform>Mean map of {n} pictures</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Predictions of {n} pictures</source>
      <translation>
        <numerusform>Predictions of {n} picture</numerusform>
        <numerusform>Predictions of {n} pictures</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>--only {filters} leaves none of the {n} pictures. Choose another filter.</source>
      <translation>
        <numerusform>--only {filters} leaves out the only picture. Choose another filter.</numerusform>
        <numerusform>--only {filters} leaves none of the {n} pictures. Choose another filter.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>With a label and a prediction: {count} of {n} pictures</source>
      <translation>
        <numerusform>With a label and a prediction: {count} of {n} picture</numerusform>
        <numerusform>With a label and a prediction: {count} of {n} pictures</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Probability {low} to {high}: {n} pictures, mean probability {confidence}, accuracy {accuracy}</source>
      <translation>
        <numerusform>Probability {low} to {high}: {n} picture, mean probability {confidence}, accuracy {accuracy}</numerusform>
        <numerusform>Probability {low} to {high}: {n} pictures, mean probability {confidence}, accuracy {accuracy}</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} pixels</source>
      <translation>
        <numerusform>{n} pixel</numerusform>
        <numerusform>{n} pixels</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Selected: {n} pictures</source>
      <translation>
        <numerusform>Selected: {n} picture</numerusform>
        <numerusform>Selected: {n} pictures</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Selected: {n} pictures that fool the model</source>
      <translation>
        <numerusform>Selected: {n} picture that fools the model</numerusform>
        <numerusform>Selected: {n} pictures that fool the model</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Attacked {n} pictures</source>
      <translation>
        <numerusform>Attacked {n} picture</numerusform>
        <numerusform>Attacked {n} pictures</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{shown} of {n} rows</source>
      <translation>
        <numerusform>{shown} of {n} row</numerusform>
        <numerusform>{shown} of {n} rows</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} methods, computed together.</source>
      <translation>
        <numerusform>{n} method, computed together.</numerusform>
        <numerusform>{n} methods, computed together.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Explained {n} pictures</source>
      <translation>
        <numerusform>Explained {n} picture</numerusform>
        <numerusform>Explained {n} pictures</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Export maps of {n} pictures</source>
      <translation>
        <numerusform>Export maps of {n} picture</numerusform>
        <numerusform>Export maps of {n} pictures</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Maps of {n} pictures are in {folder}</source>
      <translation>
        <numerusform>Maps of {n} picture are in {folder}</numerusform>
        <numerusform>Maps of {n} pictures are in {folder}</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{layer}, {shape}: {n} channels, weights for {target}</source>
      <translation>
        <numerusform>{layer}, {shape}: {n} channel, weights for {target}</numerusform>
        <numerusform>{layer}, {shape}: {n} channels, weights for {target}</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{layer}, {shape}: {count} of {n} channels, the largest weights for {target}</source>
      <translation>
        <numerusform>{layer}, {shape}: {count} of {n} channel, the largest weights for {target}</numerusform>
        <numerusform>{layer}, {shape}: {count} of {n} channels, the largest weights for {target}</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Mean of {n} maps in {time}</source>
      <translation>
        <numerusform>Mean of {n} map in {time}</numerusform>
        <numerusform>Mean of {n} maps in {time}</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Computes the map {n} more times.</source>
      <translation>
        <numerusform>Computes the map {n} more time.</numerusform>
        <numerusform>Computes the map {n} more times.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Needs {n} passes of the model.</source>
      <translation>
        <numerusform>Needs {n} pass of the model.</numerusform>
        <numerusform>Needs {n} passes of the model.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} pictures could not be measured; see the log. The others were measured.</source>
      <translation>
        <numerusform>{n} picture could not be measured; see the log. The others were measured.</numerusform>
        <numerusform>{n} pictures could not be measured; see the log. The others were measured.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{mean}, the mean over {n} pictures; its 95 % interval is {low} to {high}.</source>
      <translation>
        <numerusform>{mean}, the mean over {n} picture; its 95 % interval is {low} to {high}.</numerusform>
        <numerusform>{mean}, the mean over {n} pictures; its 95 % interval is {low} to {high}.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{name}: {n} classes</source>
      <translation>
        <numerusform>{name}: {n} class</numerusform>
        <numerusform>{name}: {n} classes</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{name}: {n} numbers</source>
      <translation>
        <numerusform>{name}: {n} number</numerusform>
        <numerusform>{name}: {n} numbers</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Data set {file}: {n} pictures</source>
      <translation>
        <numerusform>Data set {file}: {n} picture</numerusform>
        <numerusform>Data set {file}: {n} pictures</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Label of {n} selected pictures:</source>
      <translation>
        <numerusform>Label of the selected picture:</numerusform>
        <numerusform>Label of {n} selected pictures:</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{filter}: {n} pictures</source>
      <translation>
        <numerusform>{filter}: {n} picture</numerusform>
        <numerusform>{filter}: {n} pictures</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{listed} of {n} pictures</source>
      <translation>
        <numerusform>{listed} of {n} picture</numerusform>
        <numerusform>{listed} of {n} pictures</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} pictures</source>
      <translation>
        <numerusform>{n} picture</numerusform>
        <numerusform>{n} pictures</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Predicted {n} pictures in {time}</source>
      <translation>
        <numerusform>Predicted {n} picture in {time}</numerusform>
        <numerusform>Predicted {n} pictures in {time}</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} workers answered, after {seconds} s.</source>
      <translation>
        <numerusform>{n} worker answered, after {seconds} s.</numerusform>
        <numerusform>{n} workers answered, after {seconds} s.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n} processes</source>
      <translation>
        <numerusform>{n} process</numerusform>
        <numerusform>{n} processes</numerusform>
      </translation>
    </message>
  </context>
</TS>
